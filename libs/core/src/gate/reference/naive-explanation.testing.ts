import { differences, digestOf } from "./difference.testing.ts";
import type { Difference } from "./difference.testing.ts";
import { commitNamed, isForHere } from "./naive-case.testing.ts";
import type { Captured, Case } from "./naive-case.testing.ts";
import type { WorldCommit, WorldRequirement } from "./world.testing.ts";

/** Consecutive edges taken as one: positions on the line of the first parent and of the last commit. */
export type Segment = { readonly from: number; readonly to: number };

/** A change that explains a segment: with an equal digest, by a clean merge, or both. */
export type Explanation = { readonly change: Captured; readonly exact: boolean; readonly clean: boolean };

/** The captured changes that explain a segment ("Coverage"); a segment without a net difference has none. */
export function explain(c: Case, r: WorldRequirement, segment: Segment): readonly Explanation[] {
  const digest = digestOf(netOf(c, segment));
  if (digest === undefined) return [];
  return c.captures
    .filter((change) => isForHere(c, change))
    .map((change) => ({
      change,
      exact: change.digest === digest,
      clean: r.coverage.includes("clean-merge") && mergesCleanly(c, segment, change),
    }))
    .filter(({ exact, clean }) => exact || clean);
}

/**
 * The changes that a run stands for: none of which a shorter piece of it stands for exactly, and none while a shorter
 * piece stands for another change. Else landing, reverting and landing again would be one landing, and dropping what
 * another change brought would be no change. Pieces that nobody approved, such as an earlier revision, forbid nothing.
 */
export function explainRun(c: Case, r: WorldRequirement, run: Segment): readonly Explanation[] {
  const pieces =
    explain(c, r, run).length === 0 ? [] : shorterPieces(run).flatMap((piece) => approvedOf(c, explain(c, r, piece)));
  return explain(c, r, run).filter(
    ({ change }) => !pieces.some((piece) => piece.exact || piece.change.digest !== change.digest),
  );
}

function approvedOf(c: Case, explanations: readonly Explanation[]): readonly Explanation[] {
  const approved = c.reviews.filter(({ decision, about }) => decision === "approve" && isForHere(c, about));
  return explanations.filter(({ change }) => approved.some(({ about }) => about.digest === change.digest));
}

function shorterPieces({ from, to }: Segment): readonly Segment[] {
  const pieces: Segment[] = [];
  for (let start = from; start < to; start++)
    for (let end = start + 1; end <= to; end++) if (end - start < to - from) pieces.push({ from: start, to: end });
  return pieces;
}

/** The in-scope difference from a segment's first parent to its last commit. */
export function netOf(c: Case, segment: Segment): readonly Difference[] {
  const { before, after } = ends(c, segment);
  return differences(c.world, before.files, after.files);
}

/** The first parent and the last commit of a segment: p and x. */
export function ends(
  { line }: Case,
  { from, to }: Segment,
): { readonly before: WorldCommit; readonly after: WorldCommit } {
  const before = line[from];
  const after = line[to];
  if (before === undefined || after === undefined) throw new RangeError(`no segment ${from}..${to} on this line`);
  return { before, after };
}

/** Position of the oldest baseline on the line, where the walk begins; beyond the line when there is none. */
export function lowestBaseline({ line, baselines }: Case): number {
  const at = line.findIndex(({ name }) => baselines.some(({ commit }) => commit === name));
  return at === -1 ? line.length : at;
}

/**
 * The approved result on the approved base is merged onto p, and differs from p in scope by what landed, byte for byte: also where
 * a link that led into the scope becomes something out of it. The first step of a run has a part in it: what was there
 * before and after is of no change.
 */
function mergesCleanly(c: Case, segment: Segment, { base, result }: Captured): boolean {
  const { before, after } = ends(c, segment);
  const changed = differences(c.world, commitNamed(c.world, base).files, result).map(({ path }) => path);
  const first = netOf(c, { from: segment.from, to: segment.from + 1 });
  if (!first.some(({ path }) => changed.includes(path))) return false;
  const at = c.line.findIndex(({ name }) => name === base);
  if (at < lowestBaseline(c) || at > segment.from) return false;
  const merged = c.git.merge(before.name, c.git.commit(result, base));
  if (merged === undefined) return false;
  return (
    digestOf(differences(c.world, before.files, merged)) === digestOf(differences(c.world, before.files, after.files))
  );
}
