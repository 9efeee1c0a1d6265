import type { Line, MovedText } from "../../contract.ts";
import type { Path } from "@countersign/core";

/** A line and the file that it stands in; `key` is its text without blanks at the ends. */
type Placed = Line & { readonly path: Path; readonly key: string };

/** A block that stands elsewhere now; `edits` are the lines inside it that changed on the way. */
export type Block = {
  readonly from: Placed;
  readonly to: Placed;
  readonly lines: number;
  readonly edits: readonly { readonly before: Placed; readonly after: Placed }[];
};

/** Equal lines, blanks at the ends left aside, from which on a block counts as moved. */
const SHORTEST = 3;
/** Places of one line that are tried. */
const MOST_TRIED = 32;

/** Finds blocks of removed lines among the added ones, also in other files, longest first at each place. */
export function movedBlocks(files: readonly MovedText[]): readonly Block[] {
  const removed = files.flatMap(({ path, removed: lines }) => lines.map((line) => placed(path, line)));
  if (removed.length === 0) return [];
  const added = files.flatMap(({ path, added: lines }) => lines.map((line) => placed(path, line)));
  const places = placesOf(removed, added);
  const used = new Set<number>();
  const found: Block[] = [];
  for (let at = 0; at < removed.length && places.size > 0;) {
    const standsAt = places.get(removed[at]?.key ?? "");
    if (standsAt === undefined) {
      at += 1;
      continue;
    }
    const tried = standsAt.map((to) => blockAt(removed, added, at, to, used));
    const best = tried.reduce<Candidate | undefined>(
      (a, b) => (a !== undefined && a.equal >= b.equal ? a : b),
      undefined,
    );
    const [from, to] = [removed[at], added[best?.to ?? -1]];
    if (best === undefined || best.equal < SHORTEST || from === undefined || to === undefined) {
      at += 1;
      continue;
    }
    for (let step = 0; step < best.length; step += 1) used.add(best.to + step);
    found.push({ from, to, lines: best.length, edits: best.edits });
    at += best.length;
  }
  return found;
}

function placed(path: Path, { number, text }: Line): Placed {
  return { path, number, text, key: text.trim() };
}

/** Where removed lines stand among the added ones; of lines that were not removed, only a few are in it. */
function placesOf(removed: readonly Placed[], added: readonly Placed[]): ReadonlyMap<string, readonly number[]> {
  const mayBeRemoved = sieveOf(removed);
  const places = new Map<string, number[]>();
  for (let at = 0; at < added.length; at += 1) {
    const key = added[at]?.key ?? "";
    if (!mayBeRemoved(key)) continue;
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else if (known.length < MOST_TRIED) known.push(at);
  }
  return places;
}

/** Tells of most texts that are not among these lines that they are not: far cheaper than to look them up. */
function sieveOf(lines: readonly Placed[]): (key: string) => boolean {
  const last = 2 ** Math.ceil(Math.log2(16 * lines.length)) - 1;
  const seen = new Uint8Array(last + 1);
  for (const { key } of lines) seen[hashOf(key) & last] = 1;
  return (key) => seen[hashOf(key) & last] === 1;
}

function hashOf(text: string): number {
  let hash = text.length;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

type Candidate = {
  readonly to: number;
  readonly length: number;
  readonly equal: number;
  readonly edits: Block["edits"];
};

/** The longest block from one place to another; one line inside it may differ where the next is equal again. */
function blockAt(
  removed: readonly Placed[],
  added: readonly Placed[],
  from: number,
  to: number,
  used: ReadonlySet<number>,
): Candidate {
  const edits: { before: Placed; after: Placed }[] = [];
  let [length, equal] = [0, 0];
  const alike = (step: number) => !used.has(to + step) && (removed[from + step]?.key ?? "\0") === added[to + step]?.key;
  while (continues(removed, from, length) && continues(added, to, length) && !used.has(to + length)) {
    if (alike(length)) equal += 1;
    else {
      const [before, after] = [removed[from + length], added[to + length]];
      const goesOn = alike(length + 1) && continues(removed, from, length + 1) && continues(added, to, length + 1);
      if (before === undefined || after === undefined || !goesOn) break;
      edits.push({ before, after });
    }
    length += 1;
  }
  return { to, length, equal, edits };
}

/** Whether the line that many steps on is of the same file, with nothing but empty lines between. */
function continues(lines: readonly Placed[], start: number, step: number): boolean {
  const [line, before] = [lines[start + step], lines[start + step - 1]];
  if (line === undefined) return false;
  return step === 0 || (line.path === before?.path && line.number - before.number <= 3);
}
