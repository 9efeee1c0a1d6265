import type { Invocation, Outcome } from "../command.ts";
import { harmless } from "../terminal.ts";
import { worstCode } from "./examination.ts";
import type { Check } from "./examination.ts";

/** What an examination has to say: a line for each check, with what to do below it; the exit is that of the worst that fails. */
export function examined(checks: readonly Check[], { terminal }: Invocation): Outcome {
  const code = worstCode(checks);
  const paint = { ok: terminal.green, warning: terminal.yellow, fails: terminal.red };
  const text = checks.flatMap(({ id, state, code: its, message, remedy }) => [
    `${paint[state](state.padEnd(7))}  ${id}${its === undefined ? "" : `  ${terminal.bold(its)}`}: ${harmless(message)}`,
    ...(remedy === undefined ? [] : [`         ${terminal.dim("→")} ${harmless(remedy)}`]),
  ]);
  const json = { ok: code === undefined, checks: checks.map((check) => ({ ...check })) };
  return { json, text: text.join("\n"), ...(code === undefined ? {} : { code }) };
}
