import { AttestError, jsonObject, parseStrict, read } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import type { ServerAnswer } from "./ask-server.ts";

/** Why a server refused: the code of a check, or `log.answer` where it names none, and what it says about it. */
export type ServerProblem = { readonly status: number; readonly code: string; readonly detail: string };

const PROBLEM_LIMIT = 64 * 1024;
const MOST_SHOWN = 400;

/** What a server says is wrong (`application/problem+json`). It is the server's word, so nothing but its form is believed. */
export async function problemIn({ status, bytes }: ServerAnswer): Promise<ServerProblem> {
  const { code, detail } = membersOf((await bytes(PROBLEM_LIMIT)) ?? new Uint8Array());
  const named = typeof code === "string" && /^[a-z]{1,20}\.[a-z0-9-]{1,60}$/.test(code) ? code : "log.answer";
  return {
    status,
    code: named,
    detail: typeof detail === "string" ? detail.slice(0, MOST_SHOWN) : `the server answered ${status}`,
  };
}

/**
 * The error that a refusal is to whoever reads. A server says why it does not answer, and never what is wrong with the log: else
 * it would pass for a check of ours, which found a fork, say, and kept the proof. `log.answer` for such a code.
 */
export async function refusalIn(answer: ServerAnswer): Promise<CountersignError> {
  const { code, detail } = await problemIn(answer);
  if (REFUSING.has(code.split(".")[0] ?? "")) return new CountersignError(code, `${answer.url} says: ${detail}`);
  return new CountersignError("log.answer", `${answer.url} says: ${code}: ${detail}`);
}

/** Areas of what can be wrong with a request to read, and with a server that is asked. */
const REFUSING: ReadonlySet<string> = new Set(["auth", "bundle", "limit", "policy", "state", "usage"]);

function membersOf(bytes: Uint8Array): { readonly [name: string]: unknown } {
  try {
    return read(jsonObject, parseStrict(bytes), "log");
  } catch (error) {
    if (error instanceof AttestError) return {};
    throw error;
  }
}
