import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import type { Invocation, Option } from "./command.ts";

/** Options of a gate that signs what it answers. */
export const VERDICT_OPTIONS = {
  key: { value: "FILE", help: "sign the answer with this gate key, which the policy lists for the environment" },
  verdict: { value: "FILE", help: "where the signed answer goes; an earlier verdict is replaced; needs --key" },
  request: { value: "ID", help: "the id of the request that is answered (default: a fresh one)" },
  artifact: {
    value: "sha256:HEX",
    help: "the digest of the artifact that is to be deployed; the verdict is bound to it",
  },
} as const satisfies Readonly<Record<string, Option>>;

/** What an unsigned answer repeats of the question. */
export function askedOf({ value }: Pick<Invocation, "value">): JsonObject {
  const [artifact, requestId] = [artifactOf(value("artifact")), requestOf(value("request"))];
  return { ...(artifact === undefined ? {} : { artifact }), ...(requestId === undefined ? {} : { requestId }) };
}

/** The digest of an artifact as a call names it: `artifact.not-digest` for a tag or anything else. */
export function artifactOf(text: string | undefined): string | undefined {
  if (text === undefined || /^sha256:[0-9a-f]{64}$/.test(text)) return text;
  throw new CountersignError(
    "artifact.not-digest",
    `${JSON.stringify(text.slice(0, 80))} is not sha256: and 64 lowercase digits; a name can move, so none is taken`,
  );
}

/** The id of a request as a call names it: printable ASCII without blanks, else `usage.request`. */
export function requestOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[!-~]{1,1024}$/.test(text)) return text;
  throw new CountersignError("usage.request", "the id of a request is printable ASCII without blanks");
}
