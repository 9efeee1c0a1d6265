import type { Entry } from "../change/entry.ts";
import type { Path } from "../objects/path.ts";
import type { Edge } from "./edge.ts";

/**
 * The net difference of consecutive steps, built up step by step without asking Git: per path the first old side and the
 * last new side, where one of them is in scope. `sum` is a fingerprint of the records it holds now, so that most
 * comparisons cost one number.
 */
export type NetDifference = {
  /** Adds a step: its entries, and what goes with them out of scope. */
  readonly add: (entries: readonly Entry[]) => void;
  readonly sum: () => number;
  /** The net entries sorted by path bytes. */
  readonly entries: () => readonly Entry[];
  readonly isEmpty: () => boolean;
};

/** A path's first and last step so far, and the fingerprint of what lies between the first old and the last new side. */
type Span = { readonly first: Entry; readonly last: Entry; readonly scoped: boolean; readonly print: number };

/** An empty net difference. */
export function netDifference(): NetDifference {
  const byPath = new Map<Path, Span>();
  let sum = 0;
  let count = 0;
  const place = (last: Entry) => {
    const before = byPath.get(last.path);
    if (before?.scoped === true) {
      sum -= before.print;
      count -= 1;
    }
    const first = before?.first ?? last;
    if (undone(first, last)) return void byPath.delete(last.path);
    const scoped = isScoped(first, last);
    const print = fingerprint(first, last);
    byPath.set(last.path, { first, last, scoped, print });
    if (!scoped) return;
    sum += print;
    count += 1;
  };
  return {
    add: (entries) => entries.forEach(place),
    sum: () => sum,
    entries: () => {
      const scoped = [...byPath.values()].filter((span) => span.scoped);
      return scoped.map(join).toSorted((a, b) => (a.path < b.path ? -1 : 1));
    },
    isEmpty: () => count === 0,
  };
}

/** The net entries of steps taken as one, sorted by path bytes. */
export function netEntries(steps: readonly Pick<Edge, "entries" | "outside">[]): readonly Entry[] {
  const net = netDifference();
  steps.forEach((step) => net.add(partsOf(step)));
  return net.entries();
}

/** What a step adds to a net difference. */
export function partsOf({ entries, outside }: Pick<Edge, "entries" | "outside">): readonly Entry[] {
  return outside === undefined ? entries : [...entries, ...outside];
}

/** The fingerprint of a set of entries; equal sets have equal sums, and a digest decides where sums are equal. */
export function sumOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + fingerprint(entry, entry), 0);
}

function join({ first, last }: Span): Entry {
  if (first === last) return first;
  const { path, oldMode, oldOid, oldSha256 } = first;
  const { newMode, newOid, newSha256 } = last;
  return { path, oldMode, newMode, oldOid, newOid, oldSha256, newSha256 };
}

/** A path that is not in scope itself is in scope by what was there at first or is there at last. */
function isScoped(first: Entry, last: Entry): boolean {
  return first.broughtBy === undefined || first.broughtBy.old || last.broughtBy?.new === true;
}

function undone({ oldMode, oldOid, oldSha256 }: Entry, { newMode, newOid, newSha256 }: Entry): boolean {
  return oldMode === newMode && oldOid === newOid && oldSha256 === newSha256;
}

/** 32 bits of the first old and the last new side: sums of 500,000 of them stay exact. A collision costs one digest, never an answer. */
function fingerprint(first: Entry, last: Entry): number {
  return (Math.imul(sideHashes(first).old, 0x9e3779b1) ^ sideHashes(last).now) >>> 0;
}

type SideHashes = { readonly old: number; readonly now: number };

const hashes = new WeakMap<Entry, SideHashes>();

/** A step is part of up to `LONGEST_RUN` runs from each of as many starts, so its sides are hashed once. */
function sideHashes(entry: Entry): SideHashes {
  const known = hashes.get(entry);
  if (known !== undefined) return known;
  const { path, oldMode, oldOid, newMode, newOid } = entry;
  const found = { old: textHash(`${oldMode} ${oldOid}\t${path}`), now: textHash(`${newMode} ${newOid}\t${path}`) };
  hashes.set(entry, found);
  return found;
}

/** FNV-1a, 32 bits. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
