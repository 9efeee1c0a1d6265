import { IN_TOTO_PAYLOAD_TYPE, pae } from "@countersign/attest";
import { checkChangeId, composeReview, formatRecord, formatTime, parseRecord, recordId } from "@countersign/core";
import type { ChangeRecord, DecisionRequest, Person, Policy, Review, Role } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import type { Draft } from "./draft.ts";

/** A statement as it is signed. `review` is read from `payload`, so what is shown of it is what the bytes say. */
export type Statement = {
  readonly payload: Uint8Array;
  /** What a key signs of it, before the namespace of decisions is put around it (DSSE). */
  readonly message: Uint8Array;
  /** SHA-256 of the payload: what the record will be called. */
  readonly id: string;
  readonly review: Review;
};

/** Who says it, and as what. */
export type Speaker = { readonly policy: Policy; readonly person: Person; readonly role: Role };

/** What no content tells: a fresh uuid, and the time at which it was begun, in POSIX seconds. */
export type Stamp = { readonly id: string; readonly time: number };

/**
 * The statement that a draft makes about a change, by the functions of the command line; undefined while nothing was chosen. Throws as
 * `parseRecord` where the kernel would not read it.
 */
export function statementOf(record: ChangeRecord, speaker: Speaker, draft: Draft, stamp: Stamp): Statement | undefined {
  const request = requestOf(record.change, draft);
  if (request === undefined) return undefined;
  const made = { id: stamp.id, claimedTime: formatTime(stamp.time) };
  const payload = formatRecord(
    nobleCrypto,
    "review",
    composeReview(record, speaker.person, speaker.role, request, made),
  );
  return readStatement(payload);
}

/** Reads a statement as every reader of the log will. */
export function readStatement(payload: Uint8Array): Statement {
  const { record: review } = parseRecord(nobleCrypto, "review", payload);
  checkChangeId(nobleCrypto, review);
  return { payload, message: pae(IN_TOTO_PAYLOAD_TYPE, payload), id: recordId(nobleCrypto, payload), review };
}

function requestOf(change: string, draft: Draft): DecisionRequest | undefined {
  const { decision, limited, environments, until, reason, message } = draft;
  if (decision === undefined) return undefined;
  const conditional = decision === "approve" ? limited : decision !== "revoke";
  const end = decision === "approve" && limited ? Date.parse(until) : Number.NaN;
  return {
    change,
    decision,
    message: message.trim(),
    ...(conditional && environments.length > 0 ? { environments: environments.toSorted() } : {}),
    ...(Number.isNaN(end) ? {} : { notAfter: formatTime(Math.floor(end / 1000)) }),
    ...(decision === "revoke" && reason !== undefined ? { reason } : {}),
  };
}
