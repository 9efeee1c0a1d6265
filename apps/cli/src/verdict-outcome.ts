import type { JsonObject } from "@countersign/attest";
import type { SigningLog, Verdict } from "@countersign/core";
import type { Invocation, Outcome } from "./command.ts";
import { harmless } from "./terminal.ts";
import { askedOf } from "./verdict-options.ts";
import { verdictJson, verdictText } from "./verdict-text.ts";

/** Prints a verdict, and signs it first if the call wants that. */
export type ToOutcome = (verdict: Verdict) => Promise<Outcome>;

/**
 * What makes the outcome of a call from the verdict on this log. Whether the key may sign is known before anything is
 * judged; the codes are those of `verdictSigning`. `notes`: what people were told meanwhile, which machines find in the
 * document.
 */
export async function verdictOutcome(
  invocation: Invocation,
  log: SigningLog,
  notes: readonly string[] = [],
): Promise<ToOutcome> {
  const sign = await signer(invocation, log);
  return async (verdict) => {
    const signed = await sign(verdict);
    const json = { ...verdictJson(verdict), ...signed, ...(notes.length === 0 ? {} : { notes }) };
    return { json, text: verdictText(verdict, invocation.terminal) + signedText(signed), code: verdict.code };
  };
}

async function signer(invocation: Invocation, log: SigningLog): Promise<(verdict: Verdict) => Promise<JsonObject>> {
  const { value, required } = invocation;
  const asked = askedOf(invocation);
  if (value("key") === undefined && value("verdict") === undefined) return async () => asked;
  const { signVerdict, verdictSigning } = await import("./gate-signing.ts");
  const signing = await verdictSigning(invocation, log.policy.policy, required("env"));
  return (verdict) => signVerdict(log, verdict, signing);
}

function signedText({ verdictFile, validUntil }: JsonObject): string {
  return verdictFile === undefined
    ? ""
    : `\n\n  signed until ${String(validUntil)}, in ${harmless(String(verdictFile))}`;
}
