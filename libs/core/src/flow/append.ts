import { formatEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { commitment } from "../log/evidence.ts";
import type { Kind } from "../log/kind.ts";
import { formatLeaf } from "../log/leaf.ts";
import { recordId } from "../log/record.ts";
import { trustOf } from "../policy/trust.ts";
import type { LogParts } from "./log-parts.ts";
import { publish, publishedCheckpoint } from "./publish.ts";
import type { Publication } from "./publish.ts";
import type { OwnLog } from "./read-log.ts";
import { readSequence, writeSequence } from "./sequence.ts";

/** A signed record that wants a place in the log. */
export type NewRecord = { readonly kind: Kind; readonly envelope: Envelope };

/** Where a record stands: an index that it was just given, or that it has had before. */
export type Appended = { readonly index: number; readonly record: string; readonly outcome: "appended" | "present" };

/** What came of an append: the records' places in the order given, and how far the log is published. */
export type AppendResult = { readonly records: readonly Appended[]; readonly publication: Publication };

/**
 * Gives records their places and publishes. A record that the log's readers would refuse is refused here, with their
 * code; one that is in the log already keeps its first place, so that a repeated call adds nothing. Order: evidence
 * durable, then the sequence in one write, then what `publish` does; so whatever is in the log has its evidence.
 * When it throws, `own` may have records that have no place: read it again (`internal.log-outdated` otherwise).
 */
export async function append(parts: LogParts, own: OwnLog, records: readonly NewRecord[]): Promise<AppendResult> {
  const published = await publishedCheckpoint(parts);
  const sequence = await readSequence(parts.files, published.size);
  const leaves = [...sequence.leaves];
  const appended: Appended[] = [];
  const evidence: Uint8Array[] = [];
  for (const { kind, envelope } of records) {
    const record = recordId(parts.crypto, envelope.payload);
    const present = own.placeOf(record);
    const index = present ?? sequence.from + leaves.length;
    appended.push({ index, record, outcome: present === undefined ? "appended" : "present" });
    if (present !== undefined) continue;
    const admitted = admit(parts, own, kind, envelope);
    leaves.push(admitted.leaf);
    evidence.push(admitted.salted);
  }
  requireWhole(own, sequence.from + leaves.length);
  for (const salted of evidence) await parts.evidence.put(salted);
  if (leaves.length > sequence.leaves.length) await writeSequence(parts.files, { from: sequence.from, leaves });
  return { records: appended, publication: await republish(parts, own) };
}

/** Publishes whatever has a place and is not published yet: the second half of `append`, and its recovery. */
export async function republish(parts: LogParts, own: OwnLog): Promise<Publication> {
  const policy = own.policy();
  if (policy === undefined) return { size: 0, published: 0, waitingFor: [] };
  return publish(parts, trustOf(parts.crypto, policy.log));
}

/** What was read must be what is in the log: else a record that has no place would be called present. */
function requireWhole(own: OwnLog, size: number): void {
  if (own.size() === size) return;
  throw new CountersignError(
    "internal.log-outdated",
    `${own.size()} leaves were read and ${size} are in the log; read it again`,
  );
}

/** Reads the record as everybody will; answers the leaf, and what is to be kept under its commitment. */
function admit(
  parts: LogParts,
  own: OwnLog,
  kind: Kind,
  envelope: Envelope,
): { readonly leaf: Uint8Array; readonly salted: Uint8Array } {
  const evidence = formatEnvelope(envelope);
  const salt = parts.salt();
  const leaf = formatLeaf({ kind, sha256: commitment(parts.crypto, salt, evidence) });
  const problem = own.add({ leaf, salt, evidence });
  if (own.policy() === undefined)
    throw new CountersignError("policy.missing", "the record begins no log: the first one is a policy");
  if (problem !== undefined) throw new CountersignError(problem.code, problem.message);
  const salted = new Uint8Array(salt.length + evidence.length);
  salted.set(salt);
  salted.set(evidence, salt.length);
  return { leaf, salted };
}
