import type { ChangeRecord, Entry, Finding, Packet, Path } from "@countersign/core";

/** What became of a path between two revisions of a proposal. */
type EntryDifference = {
  readonly path: Path;
  /** `dropped`: the later revision leaves it as it is in its base; its part of the earlier one is gone. */
  readonly kind: "new" | "dropped" | "different" | "other-base";
  readonly before?: Entry;
  readonly now?: Entry;
};

/** What somebody who looked at one revision has not seen of another. */
export type RevisionDifference = {
  /** Nothing that is in the scope differs: whoever saw one saw the other. */
  readonly same: boolean;
  readonly entries: readonly EntryDifference[];
  readonly findings: { readonly fresh: readonly Finding[]; readonly gone: readonly Finding[] };
};

/** A captured revision: its record, and its packet where that is there. */
export type Revision = { readonly record: ChangeRecord; readonly packet?: Pick<Packet, "findings"> | undefined };

/**
 * Compares two captured revisions by path and object ids, never by commits: what a rebase carries along is `other-base` where only what it
 * stands on differs, and nothing where both sides are the same. Findings are the same where all but their lines is.
 */
export function revisionDifference(before: Revision, now: Revision): RevisionDifference {
  const earlier = new Map(before.record.entries.map((entry) => [entry.path, entry]));
  const later = new Map(now.record.entries.map((entry) => [entry.path, entry]));
  const paths = [...new Set([...earlier.keys(), ...later.keys()])].toSorted();
  const entries = paths.flatMap((path) => entryDifference(path, earlier.get(path), later.get(path)) ?? []);
  const findings = findingsDifference(before.packet?.findings ?? [], now.packet?.findings ?? []);
  return { same: entries.length === 0, entries, findings };
}

function entryDifference(path: Path, before: Entry | undefined, now: Entry | undefined): EntryDifference | undefined {
  if (now === undefined) return before === undefined ? undefined : { path, kind: "dropped", before };
  if (before === undefined) return { path, kind: "new", now };
  if (before.newOid !== now.newOid || before.newMode !== now.newMode) return { path, kind: "different", before, now };
  if (before.oldOid !== now.oldOid || before.oldMode !== now.oldMode) return { path, kind: "other-base", before, now };
  return undefined;
}

function findingsDifference(before: readonly Finding[], now: readonly Finding[]): RevisionDifference["findings"] {
  return { fresh: without(now, before), gone: without(before, now) };
}

/** What one list has and the other has not, as often as it has it. */
function without(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  return findings.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

function keyOf({ at, ...finding }: Finding): string {
  const places = at.map(({ path, side }) => `${side} ${path}`);
  return JSON.stringify([
    finding.class,
    finding.code,
    finding.risk,
    finding.title,
    finding.before,
    finding.after,
    places,
  ]);
}
