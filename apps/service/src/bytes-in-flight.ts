import { CountersignError } from "@countersign/core";
import type { RequestHandler } from "express";

/**
 * Lets bodies in only as long as all of them together stay below a bound, so that nobody fills the memory with requests
 * that never end. A body that comes in chunks counts as the longest. `limit.busy`; `limit.request` above `longest`.
 */
export function bytesInFlight(most: number, longest: number): RequestHandler {
  let bytes = 0;
  return (request, response, next) => {
    const chunked = request.headers["transfer-encoding"] !== undefined;
    const said = Number(request.headers["content-length"] ?? (chunked ? longest : 0));
    if (!(said <= longest)) throw new CountersignError("limit.request", `a record has at most ${longest} bytes`);
    if (bytes + said > most)
      throw new CountersignError("limit.busy", "others are handing in large records; this one has to wait");
    bytes += said;
    response.once("close", () => {
      bytes -= said;
    });
    next();
  };
}
