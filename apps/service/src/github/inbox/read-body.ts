import type { IncomingMessage } from "node:http";
import { CountersignError } from "@countersign/core";

/** Bounds of a body: its bytes, and milliseconds from now until the last of them. */
export type WholeBody = { readonly longest: number; readonly within: number };

/** The bytes of a request as they came. `webhook.too-large`; `webhook.slow` where they take too long (attack G2), or end early. */
export function readBody(request: IncomingMessage, { longest, within }: WholeBody): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const end = (error: CountersignError | undefined) => {
    clearTimeout(timer);
    request.off("data", take);
    if (error === undefined) resolve(Buffer.concat(pieces));
    else reject(error);
  };
  const take = (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes > longest) end(tooLarge(longest));
    else pieces.push(piece);
  };
  const late = () => end(new CountersignError("webhook.slow", "the body did not come whole in time"));
  const timer = setTimeout(late, within);
  request
    .on("data", take)
    .once("end", () => end(undefined))
    .once("close", late);
  return promise;
}

/** What is wrong with a body that is longer than any delivery. */
export function tooLarge(longest: number): CountersignError {
  return new CountersignError("webhook.too-large", `a delivery has at most ${longest} bytes`);
}
