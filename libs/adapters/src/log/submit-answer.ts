import { AttestError, base64, integer, jsonObject, parseStrict, read, string } from "@countersign/attest";
import type { JsonObject, Reader } from "@countersign/attest";
import { SALT_BYTES } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import type { ServerProblem } from "./problem.ts";

/**
 * What became of a record that was handed to a log or to a witness. `logged`: it has that place, and the leaf commits to it
 * with that salt; published once `waitingFor` is empty. `kept`: a witness has it, and sees to it that it is logged; `leaf` once its
 * mirror has it.
 */
export type SubmitAnswer =
  | {
      readonly logged: { readonly index: number; readonly salt: Uint8Array; readonly waitingFor: readonly string[] };
    }
  | {
      readonly kept: { readonly since: string; readonly leaf?: { readonly index: number; readonly salt: Uint8Array } };
    }
  | { readonly refused: ServerProblem };

/**
 * Reads the body of an answer 200 or 202 about a record, by its id; members that are not known are passed over. `log.answer`
 * for what is none, or is about another record.
 */
export function readSubmitAnswer(body: Uint8Array, record: string): Exclude<SubmitAnswer, { refused: unknown }> {
  try {
    const members = read(jsonObject, parseStrict(body, "log"), "log");
    const about = member(jsonObject, members, "statement");
    if (about["sha256"] !== record) throw new CountersignError("log.answer", "the answer is about another record");
    return Object.hasOwn(members, "handedIn") ? kept(members) : logged(members);
  } catch (error) {
    if (!(error instanceof AttestError)) throw error;
    throw new CountersignError("log.answer", `${error.code}: ${error.detail}`, { cause: error });
  }
}

function logged(members: JsonObject) {
  const waiting = members["waitingFor"];
  const waitingFor = Array.isArray(waiting) ? waiting.map((name) => String(name).slice(0, 200)) : [];
  return { logged: { ...leafIn(members), waitingFor } };
}

function kept(members: JsonObject) {
  const since = member(string, members, "handedIn");
  return { kept: { since, ...(Object.hasOwn(members, "salt") ? { leaf: leafIn(members) } : {}) } };
}

function leafIn(members: JsonObject) {
  const salt = member(base64, members, "salt");
  if (salt.length !== SALT_BYTES) throw new CountersignError("log.answer", `a salt of ${salt.length} bytes`);
  return { index: member(integer, member(jsonObject, members, "leaf"), "index"), salt };
}

function member<T>(reader: Reader<T>, members: JsonObject, name: string): T {
  return reader(members[name] ?? null, { area: "log", path: name });
}
