import type { Envelope } from "@countersign/attest";
import { CountersignError, parseRecord, recordId } from "@countersign/core";
import type { LogContents, Review } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { kindOf } from "@countersign/home";
import type { Database } from "../store/database.ts";
import type { PersonActor } from "./actor.ts";
import { batchStatements } from "./batch.ts";

/** One of several decisions that were made in one ceremony: a record of its own. */
export type BatchRecord = { readonly envelope: Envelope; readonly review: Review; readonly id: string };

/**
 * Reads decisions that are handed in together. All are one person's, who hands them in, in one role, with one word, approve or reject
 * (`queue.batch-role`), and each about another change; those that the log lacks may be decided together (the codes of
 * `batchStatements`). `usage.kind` for what is no decision. Whether a record counts is the log's to say, for each by itself.
 */
export async function readBatch(
  db: Database,
  contents: LogContents,
  actor: PersonActor,
  envelopes: readonly Envelope[],
): Promise<readonly BatchRecord[]> {
  const records = envelopes.map(recordOf);
  const [first] = records;
  const { decision, role } = first?.review ?? {};
  if (decision !== "approve" && decision !== "reject")
    throw new CountersignError("queue.batch-role", "only approvals and rejections are made together");
  const odd = records.find(
    ({ review }) => review.decision !== decision || review.role !== role || review.reviewer.person !== actor.person,
  );
  const changes = new Set(records.map(({ review }) => review.change));
  if (odd !== undefined || changes.size < records.length)
    throw new CountersignError(
      "queue.batch-role",
      `a batch is one word of ${actor.person} in one role about each change`,
    );
  const known = new Set(contents.reviews.map(({ id }) => id));
  const tasks = records
    .filter(({ id }) => !known.has(id))
    .map(({ review }) => ({ change: review.change, role: review.role }));
  if (tasks.length > 0) await batchStatements(db, contents.policy.policy, actor, { tasks, decision });
  return records;
}

function recordOf(envelope: Envelope): BatchRecord {
  if (kindOf(envelope) !== "review") throw new CountersignError("usage.kind", "this is no decision on a change");
  const { record } = parseRecord(nodeCrypto, "review", envelope.payload);
  return { envelope, review: record, id: recordId(nodeCrypto, envelope.payload) };
}
