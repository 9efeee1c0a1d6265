import { parseStatement, predicateType } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { CountersignError, KINDS, checkNotSuperseded, parseRecord, recordId } from "@countersign/core";
import type { Kind } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { breakGlassRecords } from "./break-glass-logging.ts";
import { contentsOf } from "./home.ts";
import type { OpenedHome } from "./home.ts";
import { keptVerdict } from "./kept-verdicts.ts";
import { namedVerdict, receiptRecords } from "./recall.ts";
import type { LoggedReceipt } from "./recall.ts";

/** A record that was signed elsewhere, as it goes into the log with everything that goes with it. */
export type Submission = LoggedReceipt & {
  readonly kind: Kind;
  /** The record's id. */
  readonly id: string;
  /** The verdict that a receipt names, to be kept beside the log. */
  readonly verdict?: Envelope;
};

/**
 * Looks at an envelope that wants a place in the log: the review of a break-glass goes with it, and what a receipt lets
 * everybody know. Signatures are verified by `append`. `verdict`: the one that a receipt names, where it is at hand; else one
 * that the home keeps. Codes: `usage.kind`, `usage.option`, `statement.superseded`, `breakglass.*`, and those of statements.
 */
export async function submissionOf(opened: OpenedHome, envelope: Envelope, verdict?: Envelope): Promise<Submission> {
  const kind = kindOf(envelope);
  const id = recordId(nodeCrypto, envelope.payload);
  if (verdict !== undefined && kind !== "deployment")
    throw new CountersignError("usage.option", `a verdict goes with a receipt, not with a ${kind}`);
  if (opened.own?.soFar()?.records.has(id) !== true) refuseSuperseded(opened, kind, envelope);
  if (kind === "deployment") return { kind, id, ...(await receiptSubmission(opened, envelope, verdict)) };
  const records = kind === "break-glass" ? breakGlassRecords(opened, envelope) : [{ kind, envelope }];
  return { kind, id, records, alarms: [] };
}

async function receiptSubmission(opened: OpenedHome, envelope: Envelope, given: Envelope | undefined) {
  const { record } = parseRecord(nodeCrypto, "deployment", envelope.payload);
  const verdict = given ?? (await keptVerdict(opened, record.verdict));
  const named = verdict === undefined ? undefined : namedVerdict(contentsOf(opened), verdict);
  return { ...receiptRecords(opened, envelope, named), ...(verdict === undefined ? {} : { verdict }) };
}

/** The kind of leaf that a statement makes; `usage.kind` for statements that are never logged. */
export function kindOf({ payload }: Envelope): Kind {
  const statement = parseStatement(payload);
  const kind = KINDS.find((one) => predicateType(one) === statement.predicateType);
  if (kind !== undefined) return kind;
  throw new CountersignError(
    "usage.kind",
    `${JSON.stringify(statement.predicateType.slice(0, 120))} is not logged; what is: ${KINDS.join(", ")}`,
  );
}

/** An approval that was signed before the proposal moved on approves nothing any more (attack A3); speaking against is always logged. */
function refuseSuperseded(opened: OpenedHome, kind: Kind, { payload }: Envelope): void {
  if (kind !== "review") return;
  const { record } = parseRecord(nodeCrypto, "review", payload);
  const contents = contentsOf(opened);
  const logged = contents.changes.findLast((one) => one.record.change === record.change);
  if (logged !== undefined) checkNotSuperseded(contents, logged, record.decision);
}
