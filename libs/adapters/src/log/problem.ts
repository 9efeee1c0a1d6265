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

/** The error that a refusal is to whoever asked. */
export async function refusalIn(answer: ServerAnswer): Promise<CountersignError> {
  const { code, detail } = await problemIn(answer);
  return new CountersignError(code, `${answer.url} says: ${detail}`);
}

function membersOf(bytes: Uint8Array): { readonly [name: string]: unknown } {
  try {
    return read(jsonObject, parseStrict(bytes), "log");
  } catch (error) {
    if (error instanceof AttestError) return {};
    throw error;
  }
}
