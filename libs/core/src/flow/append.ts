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
  for (const { kind, envelope } of records) {
    const record = recordId(parts.crypto, envelope.payload);
    const present = own.soFar()?.records.get(record);
    const index = present ?? sequence.from + leaves.length;
    appended.push({ index, record, outcome: present === undefined ? "appended" : "present" });
    if (present === undefined) leaves.push(await admit(parts, own, kind, envelope));
  }
  requireWhole(own, sequence.from + leaves.length);
  if (leaves.length > sequence.leaves.length) await writeSequence(parts.files, { from: sequence.from, leaves });
  return { records: appended, publication: await republish(parts, own) };
}

/** Publishes whatever has a place and is not published yet: the second half of `append`, and its recovery. */
export async function republish(parts: LogParts, own: OwnLog): Promise<Publication> {
  const contents = own.soFar()?.contents;
  if (contents === undefined) return { size: 0, published: 0, waitingFor: [] };
  return publish(parts, trustOf(parts.crypto, contents.policy.policy.log));
}

/** What was read must be what is in the log: else a record that has no place would be called present. */
function requireWhole(own: OwnLog, size: number): void {
  const read = own.soFar()?.contents.size ?? 0;
  if (read === size) return;
  throw new CountersignError(
    "internal.log-outdated",
    `${read} leaves were read and ${size} are in the log; read it again`,
  );
}

/** Reads the record as everybody will, then stores its evidence under the commitment, and returns the leaf. */
async function admit(parts: LogParts, own: OwnLog, kind: Kind, envelope: Envelope): Promise<Uint8Array> {
  const evidence = formatEnvelope(envelope);
  const salt = parts.salt();
  const leaf = formatLeaf({ kind, sha256: commitment(parts.crypto, salt, evidence) });
  const before = own.soFar()?.problems.length ?? 0;
  own.add({ leaf, salt, evidence });
  const read = own.soFar();
  const problem = read?.problems[before];
  if (read === undefined || problem !== undefined)
    throw new CountersignError(
      problem?.code ?? "policy.missing",
      problem?.message ?? "the record begins no log: the first one is a policy",
    );
  const salted = new Uint8Array(salt.length + evidence.length);
  salted.set(salt);
  salted.set(evidence, salt.length);
  await parts.evidence.put(salted);
  return leaf;
}
