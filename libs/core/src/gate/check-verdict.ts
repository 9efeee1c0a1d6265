import { AttestError, IN_TOTO_PAYLOAD_TYPE, verifyMachineSignature } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { parseRecord } from "../log/record.ts";
import type { VerdictRecord } from "./verdict-record.ts";

/** What somebody asked a gate, and wants to have been answered. */
export type VerdictQuestion = {
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  readonly environment: string;
  /** `sha256:<hex>`; undefined: the question was about the commit alone. */
  readonly artifact: string | undefined;
  /** Undefined: whoever checks did not ask themselves, and takes the answer to anybody's question about this subject. */
  readonly requestId: string | undefined;
};

/** A reason why a verdict does not answer a question with allow. */
export type VerdictFault = { readonly code: string; readonly detail: string };

/** A verified verdict; without faults it allows exactly what was asked. */
export type CheckedVerdict = { readonly verdict: VerdictRecord; readonly faults: readonly VerdictFault[] };

/** Codes that allow; an allow under any other code is none. */
const ALLOWING: ReadonlySet<string> = new Set(["gate.allowed", "gate.rollback", "gate.break-glass"]);

/**
 * Checks a verdict as a pipeline must before it deploys (attacks A5, H11): signed by one of the gate keys that were given
 * out of band, about exactly this subject and request, an allow, and not expired at `now` (seconds). Throws
 * `gate.verdict-signature` and the codes of envelopes and records; what it says against the question are the faults, the
 * leading one first: `gate.verdict-subject` (followed by `gate.verdict-environment`, `gate.verdict-artifact`),
 * `gate.verdict-request`, `gate.verdict-decision`, `gate.verdict-expired`.
 */
export function checkVerdict(
  crypto: Crypto,
  envelope: Envelope,
  keys: readonly Uint8Array[],
  question: VerdictQuestion,
  now: number,
): CheckedVerdict {
  const verdict = readVerdict(crypto, envelope, keys);
  return {
    verdict,
    faults: [
      ...subjectFaults(verdict, question),
      ...requestFault(verdict, question),
      ...decisionFault(verdict),
      ...expiryFault(verdict, now),
    ],
  };
}

/** A verdict whose signature is one of these keys'; `gate.verdict-signature` otherwise, and the codes of envelopes and records. */
export function readVerdict(crypto: Crypto, envelope: Envelope, keys: readonly Uint8Array[]): VerdictRecord {
  try {
    verifyMachineSignature(crypto, { envelope, payloadType: IN_TOTO_PAYLOAD_TYPE, keys });
  } catch (error) {
    if (!(error instanceof AttestError) || error.code !== "attest.signature") throw error;
    throw new CountersignError("gate.verdict-signature", "no gate key that is trusted here signed this verdict", {
      cause: error,
    });
  }
  return parseRecord(crypto, "verdict", envelope.payload).record;
}

/** Where a verdict is about something else than asked. */
export function subjectFaults(
  verdict: VerdictRecord,
  asked: Omit<VerdictQuestion, "requestId">,
): readonly VerdictFault[] {
  const differs = (name: string, its: string | undefined, wanted: string | undefined, code: string) =>
    its === wanted
      ? []
      : [{ code, detail: `the verdict is for ${name} ${its ?? "none"}, asked was ${wanted ?? "none"}` }];
  const faults = [
    ...differs("repository", verdict.repository.id, asked.repository, "gate.verdict-subject"),
    ...differs("ref", verdict.ref, asked.ref, "gate.verdict-subject"),
    ...differs("commit", verdict.commit, asked.commit, "gate.verdict-subject"),
    ...differs("environment", verdict.environment, asked.environment, "gate.verdict-environment"),
    ...differs("artifact", verdict.artifact, asked.artifact, "gate.verdict-artifact"),
  ];
  const [first] = faults;
  if (first === undefined || first.code === "gate.verdict-subject") return faults;
  return [{ code: "gate.verdict-subject", detail: first.detail }, ...faults];
}

/** A verdict that allows nothing. */
export function decisionFault({ decision, code }: VerdictRecord): readonly VerdictFault[] {
  if (decision === "allow" && ALLOWING.has(code)) return [];
  return [{ code: "gate.verdict-decision", detail: `the gate answered ${decision} (${code})` }];
}

/** A verdict that has run out by this clock, in seconds. */
export function expiryFault({ validUntil }: VerdictRecord, now: number): readonly VerdictFault[] {
  if (now < Date.parse(validUntil) / 1000) return [];
  return [{ code: "gate.verdict-expired", detail: `the verdict stood until ${validUntil}` }];
}

function requestFault({ requestId }: VerdictRecord, asked: VerdictQuestion): readonly VerdictFault[] {
  if (asked.requestId === undefined || requestId === asked.requestId) return [];
  return [{ code: "gate.verdict-request", detail: `the verdict answers request ${requestId}, not ${asked.requestId}` }];
}
