import { formatEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { commitment } from "../log/evidence.ts";
import type { Kind } from "../log/kind.ts";
import { formatLeaf } from "../log/leaf.ts";
import { recordId } from "../log/record.ts";
import { trustOf } from "../policy/trust.ts";
import type { LogParts } from "./log-parts.ts";
import { concurrently } from "./concurrently.ts";
import { publish, publishedCheckpoint } from "./publish.ts";
import type { Publication } from "./publish.ts";
import type { OwnLog } from "./read-log.ts";
import { readSequence, writeSequence } from "./sequence.ts";

/** How many pieces of evidence are made durable at once: disks do more of it together, and few are as fast one by one. */
const writersFor = (pieces: number) => Math.min(16, Math.ceil(pieces / 4));

/** A signed record that wants a place in the log. */
export type NewRecord = { readonly kind: Kind; readonly envelope: Envelope };

/** Where a record stands: an index that it was just given, or that it has had before. */
export type Appended = { readonly index: number; readonly record: string; readonly outcome: "appended" | "present" };

/** What came of an append: the records' places in the order given, and how far the log is published. */
export type AppendResult = { readonly records: readonly Appended[]; readonly publication: Publication };

/** An append that has begun: nobody else may write to the log before it is finished. */
export type Appending = {
  /**
   * Gives a record its place. One that the log's readers would refuse is refused here, with their code, and changes
   * nothing; one that is in the log already keeps its first place.
   */
  readonly place: (record: NewRecord) => Appended;
  /**
   * Makes durable what was placed, and publishes. Order: evidence, then the sequence in one write, then what `publish`
   * does; so whatever is in the log has its evidence. When it throws, `own` may have records that have no place in the
   * log: read it again (`internal.log-outdated` otherwise).
   */
  readonly finish: () => Promise<Publication>;
};

/** Begins an append to one's own log. `internal.log-outdated` unless `own` is all of it. */
export async function beginAppend(parts: LogParts, own: OwnLog): Promise<Appending> {
  const published = await publishedCheckpoint(parts);
  const sequence = await readSequence(parts.files, published.size);
  requireWhole(own, sequence.from + sequence.leaves.length);
  const leaves = [...sequence.leaves];
  const evidence: Uint8Array[] = [];
  return {
    place({ kind, envelope }) {
      const record = recordId(parts.crypto, envelope.payload);
      const present = own.placeOf(record);
      if (present !== undefined) return { index: present, record, outcome: "present" };
      const { leaf, salted } = admit(parts, own, kind, envelope);
      leaves.push(leaf);
      evidence.push(salted);
      return { index: sequence.from + leaves.length - 1, record, outcome: "appended" };
    },
    async finish() {
      await concurrently(evidence, writersFor(evidence.length), (salted) => parts.evidence.put(salted));
      if (evidence.length > 0) await writeSequence(parts.files, { from: sequence.from, leaves });
      return republish(parts, own);
    },
  };
}

/** Gives records their places, all of them or none, and publishes. */
export async function append(parts: LogParts, own: OwnLog, records: readonly NewRecord[]): Promise<AppendResult> {
  const appending = await beginAppend(parts, own);
  const placed = records.map(appending.place);
  return { records: placed, publication: await appending.finish() };
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
  const problem = own.admit({ leaf, salt, evidence });
  if (problem !== undefined) throw new CountersignError(problem.code, problem.message);
  const salted = new Uint8Array(salt.length + evidence.length);
  salted.set(salt);
  salted.set(evidence, salt.length);
  return { leaf, salted };
}
