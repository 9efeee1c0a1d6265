import {
  AttestError,
  base64,
  hexDigest,
  integer,
  jsonObject,
  list,
  parseStrict,
  read,
  string,
} from "@countersign/attest";
import type { JsonObject, Reader } from "@countersign/attest";
import { SALT_BYTES } from "@countersign/core";
import { Problem, digestProblem } from "../api/problem.ts";

/** What a service says of a decision that it took: its place, the salt that its leaf commits with, and who has yet to cosign. */
export type PlacedAnswer = {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly waitingFor: readonly string[];
};

/**
 * Reads the answer to a decision, by the id of its statement; members that are not known are passed over. `web.answer` for what is none, such as one
 * without a leaf; `web.digest` where it is about another statement.
 */
export function readPlacedAnswer(body: Uint8Array, id: string): PlacedAnswer {
  try {
    const members = read(jsonObject, parseStrict(body, "web"), "web");
    const taken = member(hexDigest, member(jsonObject, members, "statement"), "sha256");
    if (taken !== id) throw digestProblem(`the service says that it took ${taken}, not the statement that was signed`);
    const salt = member(base64, members, "salt");
    if (salt.length !== SALT_BYTES) throw notAnAnswer(`the salt has ${salt.length} bytes, not ${SALT_BYTES}`);
    const index = member(integer, member(jsonObject, members, "leaf"), "index");
    return { index, salt, waitingFor: member(list(string), members, "waitingFor") };
  } catch (cause) {
    throw cause instanceof AttestError ? notAnAnswer(cause.detail) : cause;
  }
}

function member<T>(reader: Reader<T>, members: JsonObject, name: string): T {
  return reader(members[name] ?? null, { area: "web", path: name });
}

/** Status 0: what was signed is handed in again. */
function notAnAnswer(why: string): Problem {
  return new Problem({
    status: 0,
    code: "web.answer",
    detail: `the service does not say where in the log the decision stands (${why})`,
    remedy:
      "Do not take it for recorded: it is kept in this browser, and handed in again. If it stays so, something answers in the service's place, or the service is another version than this page.",
  });
}
