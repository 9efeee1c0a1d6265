import type { Envelope } from "@countersign/attest";
import { parseRecord } from "@countersign/core";
import type { Review } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { refusal } from "./admission.ts";
import type { ReadSoFar, Refusal } from "./admission.ts";
import type { HandedIn } from "./handed-in.ts";

/**
 * Why a record is not waited for any more: the log's readers would refuse it by now, and the operator alone cannot have brought that
 * about. A policy version of all sides can, and so can a later word of the same organisation. But whoever has the service's key may
 * log a change once more with another packet, after which a decision about the first packet is refused; and whoever else may decide
 * can take the id of a decision that is on its way. An objection that met with that is withheld until its organisation has
 * spoken again. An approval that is refused harms nobody.
 */
export function lapse(
  log: ReadSoFar,
  { kind, size }: Pick<HandedIn, "kind" | "size">,
  envelope: Envelope,
): Refusal | undefined {
  const refused = refusal(log, kind, envelope);
  if (refused === undefined || kind !== "review" || !OUTDONE.has(refused.code)) return refused;
  const { record } = parseRecord(nodeCrypto, "review", envelope.payload);
  return record.decision === "approve" || hasSpokenAgain(log, record, size) ? refused : undefined;
}

/** What the service says of a change besides its content, and what somebody else has said under the same id. */
const OUTDONE: ReadonlySet<string> = new Set(["statement.packet", "statement.policy", "statement.duplicate-id"]);

function hasSpokenAgain({ reader }: ReadSoFar, { change, reviewer, role }: Review, size: number): boolean {
  const reviews = reader.soFar()?.contents.reviews ?? [];
  return reviews.some(
    ({ leaf, record }) =>
      leaf >= size &&
      record.change === change &&
      record.role === role &&
      record.reviewer.organisation === reviewer.organisation,
  );
}
