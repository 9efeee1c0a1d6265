import { setTimeout } from "node:timers/promises";
import { jsonObject, parseBase64, parseEnvelope, parseStrict, read } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import { exitFor } from "@countersign/core/codes";
import { CountersignError, checkVerdict } from "@countersign/core";
import type { VerdictQuestion } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { serviceAnswer } from "./service-client.ts";
import type { ServiceAddress } from "./service-client.ts";

/** A gate over HTTP, the token that it knows its caller by, and the keys whose signatures count. */
export type AskedGate = {
  readonly address: ServiceAddress;
  readonly token: string;
  readonly keys: readonly Uint8Array[];
};

/** What a gate over HTTP is asked. */
export type AskedQuestion = VerdictQuestion & {
  readonly requestId: string;
  readonly intent: "deploy" | "rollback";
};

/** What may be done by an answer: its code is that of the signed verdict where it allows, else the leading reason against it. */
export type HeardAnswer = {
  readonly decision: string;
  readonly code: string;
  /** The gate's document, as it came. */
  readonly document: JsonObject;
  /** What a trusted key signed, whatever it says. */
  readonly verdict?: Envelope;
  readonly validUntil?: string;
  /** What the signed verdict lacks where the document allows. */
  readonly faults: readonly { readonly code: string; readonly detail: string }[];
};

/** Milliseconds for one answer: a gate may have to fetch a repository first. */
const PATIENCE = 300_000;
/** Seconds between two questions while an answer is awaited. */
const LEAST_PAUSE = 1;
const USUAL_PAUSE = 10;

/**
 * Asks a gate over HTTP until it allows, denies, or `wait` seconds are over. Nothing that it says unsigned allows anything: an allow
 * is a verdict of a trusted key for this very question that has not expired. Codes: `web.answer`, `web.unreachable`, the code with
 * which the gate refuses, those of `checkVerdict`.
 */
export async function askGate(gate: AskedGate, question: AskedQuestion, wait: number): Promise<HeardAnswer> {
  const end = performance.now() + wait * 1000;
  for (;;) {
    const { pause, answer } = await askOnce(gate, question).then(
      (heard) => heard,
      (error: unknown) => {
        if (isPassing(error) && performance.now() < end) return { pause: USUAL_PAUSE, answer: undefined };
        throw error;
      },
    );
    if (answer !== undefined && (answer.decision !== "pending" || performance.now() >= end)) return answer;
    const left = (end - performance.now()) / 1000;
    await setTimeout(Math.max(0, Math.min(pause, left)) * 1000);
  }
}

/** What may be over by the next time: nobody answers, the gate cannot reach its log, or it has too much to do. */
function isPassing(error: unknown): boolean {
  return error instanceof CountersignError && (exitFor(error.code) === 5 || error.code === "limit.busy");
}

async function askOnce(
  { address, token, keys }: AskedGate,
  question: AskedQuestion,
): Promise<{ readonly answer: HeardAnswer; readonly pause: number }> {
  const { requestId, repository, ref, commit, environment, artifact, intent } = question;
  const body = {
    requestId,
    repository: { id: repository },
    ref,
    commit,
    environment,
    artifact: artifact === undefined ? null : { digest: artifact },
    intent,
  };
  const { status, retryAfter, bytes } = await serviceAnswer(address, {
    method: "POST",
    path: "/v1/gate/evaluate",
    body,
    token,
    patience: PATIENCE,
  });
  const document = read(jsonObject, parseStrict(bytes, "web"), "web");
  return {
    answer: heard(document, status, keys, question),
    pause: Math.max(LEAST_PAUSE, retryAfter ?? USUAL_PAUSE),
  };
}

function heard(
  document: JsonObject,
  status: number,
  keys: readonly Uint8Array[],
  question: AskedQuestion,
): HeardAnswer {
  const { decision, code, verdict: text } = document;
  if (typeof decision !== "string" || typeof code !== "string")
    throw new CountersignError("web.answer", "the answer has no decision, or no code");
  const allows = decision === "allow" && status === 200;
  // A refusal with a code that stands for success, or an allow that does not come as one, is no answer of a gate.
  if (!allows && (decision === "allow" || exitFor(code) === 0))
    throw new CountersignError("web.answer", `the answer is ${decision} with code ${code} and status ${status}`);
  if (typeof text !== "string") {
    if (allows) throw new CountersignError("gate.verdict-signature", "the gate says allow and signs nothing");
    return { decision, code, document, faults: [] };
  }
  const envelope = parseEnvelope(parseBase64(text, "web"));
  const { verdict, faults } = checkVerdict(nodeCrypto, envelope, keys, question, systemClock().now());
  const known = { document, verdict: envelope, validUntil: verdict.validUntil };
  if (!allows) return { ...known, decision, code, faults: [] };
  const [leading] = faults;
  if (leading !== undefined) return { ...known, decision: "deny", code: leading.code, faults };
  return { ...known, decision, code: verdict.code, faults };
}
