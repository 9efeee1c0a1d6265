import { formatRecord } from "../change/digest.ts";
import type { Entry } from "../change/entry.ts";
import type { Path } from "../objects/path.ts";

/**
 * The net difference of consecutive steps, built up step by step without asking Git: per path the first old side and the
 * last new side. `sum` is a fingerprint of the records it holds now, so that most comparisons cost one number.
 */
export type NetDifference = {
  readonly add: (entries: readonly Entry[]) => void;
  readonly sum: () => number;
  /** The net entries sorted by path bytes. */
  readonly entries: () => readonly Entry[];
  readonly isEmpty: () => boolean;
};

/** An empty net difference. */
export function netDifference(): NetDifference {
  const byPath = new Map<Path, Entry>();
  let sum = 0;
  const place = (entry: Entry) => {
    const before = byPath.get(entry.path);
    if (before !== undefined) sum -= fingerprint(before);
    const joined = before === undefined ? entry : join(before, entry);
    if (sameSides(joined)) byPath.delete(entry.path);
    else {
      byPath.set(entry.path, joined);
      sum += fingerprint(joined);
    }
  };
  return {
    add: (entries) => entries.forEach(place),
    sum: () => sum,
    entries: () => [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    isEmpty: () => byPath.size === 0,
  };
}

/** The fingerprint of a set of entries; equal sets have equal sums, and a digest decides where sums are equal. */
export function sumOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + fingerprint(entry), 0);
}

function join(before: Entry, after: Entry): Entry {
  const { path, oldMode, oldOid, oldSha256 } = before;
  const { newMode, newOid, newSha256 } = after;
  return { path, oldMode, newMode, oldOid, newOid, oldSha256, newSha256 };
}

function sameSides(entry: Entry): boolean {
  return entry.oldMode === entry.newMode && entry.oldOid === entry.newOid && entry.oldSha256 === entry.newSha256;
}

/** FNV-1a over the record, 32 bits: sums of 500,000 of them stay exact. Collisions cost one digest, never an answer. */
function fingerprint(entry: Entry): number {
  const record = formatRecord(entry);
  let hash = 0x811c9dc5;
  for (let index = 0; index < record.length; index++) hash = Math.imul(hash ^ record.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
