import { changeDigest } from "../change/digest.ts";
import type { ChangeDigest } from "../change/digest.ts";
import { CountersignError } from "../error.ts";
import type { Captured, CapturedChanges } from "./captured.ts";
import type { Edge } from "./edge.ts";
import { questionKey } from "./facts.ts";
import type { ContentAnswers, GateFacts, MergeAnswer } from "./facts.ts";
import { netDifference, partsOf, sumOf } from "./net.ts";
import type { NetDifference } from "./net.ts";

/** The longest run of steps that may be taken as one change (a rebase merge of so many commits). */
export const LONGEST_RUN = 250;
/** Bound on the steps that the search over runs may take in all; beyond it the answer is `limit.range`. */
const RUN_STEPS = 10_000_000;

type ContentFacts = Pick<GateFacts, "crypto" | "answers" | "line">;

/** One or more consecutive steps taken as one; `end` is exclusive. */
export type Segment = { readonly start: number; readonly end: number };

/** How a captured change explains a segment: its digest is the segment's, or it merges cleanly into it. */
export type Explanation = {
  readonly change: Captured;
  readonly how: "exact" | "clean-merge";
};

/** A segment with everything captured that explains it; `digest` is the segment's own. */
export type Explained = Segment & { readonly digest: ChangeDigest; readonly explanations: readonly Explanation[] };

/**
 * Every segment of the line that some captured change explains, by start. A run stands for a change only when no shorter
 * piece of it stands for another approved change, or exactly for any: else landing, reverting and landing again would
 * pass as one landing, and a merge that drops what another change brought would pass together with it (attacks A13, C2).
 * What nobody approved forbids nothing, and neither does an earlier revision of the change itself, approved or not: who
 * approved the later one saw what it replaces (attack A20).
 *
 * @param merges whether clean merges explain; without them only exact digests do
 */
export function explainSegments(
  facts: ContentFacts,
  captured: CapturedChanges,
  merges: boolean,
): ReadonlyMap<number, readonly Explained[]> {
  const asked = merges ? facts : { ...facts, answers: { ...facts.answers, merges: new Map<string, MergeAnswer>() } };
  const { edges } = facts.line;
  const explained = new Map<number, readonly Explained[]>();
  let exactEnd = Infinity;
  let budget = RUN_STEPS;
  for (let start = edges.length - 1; start >= 0; start--) {
    const last = Math.min(exactEnd - 1, start + LONGEST_RUN, edges.length);
    const found = explainFrom(asked, captured, start, last).toSorted((a, b) => a.end - b.end);
    if (found.length > 0) explained.set(start, found);
    exactEnd = Math.min(exactEnd, ...found.filter((one) => isLanding(captured, one)).map(({ end }) => end));
    budget -= Math.max(1, last - start);
    if (budget < 0) throw new CountersignError("limit.range", `the search over runs stops after ${RUN_STEPS} steps`);
  }
  return withoutSwallowed(captured, explained);
}

/** Whether it is exactly an approved change that was never revised: no longer run that holds it stands for anything. */
function isLanding(captured: CapturedChanges, { explanations }: Explained): boolean {
  return explanations.some(
    ({ how, change }) => how === "exact" && isApproved(captured, change) && !captured.isRevised(change.record.change),
  );
}

function isApproved(captured: CapturedChanges, { record }: Captured): boolean {
  return captured.reviews(record.changeDigest).some((review) => review.record.decision === "approve");
}

/** The single step, and the runs up to the first that is exactly an approved change. */
function explainFrom(
  facts: ContentFacts,
  captured: CapturedChanges,
  start: number,
  last: number,
): readonly Explained[] {
  const step = explainStep(facts, captured, facts.line.edges[start], start);
  if (step !== undefined && isLanding(captured, step)) return [step];
  return [...(step === undefined ? [] : [step]), ...explainRuns(facts, captured, start, last)];
}

/** Takes from every run the explanations that a shorter piece of it forbids, and the runs that have none left. */
function withoutSwallowed(
  captured: CapturedChanges,
  explained: ReadonlyMap<number, readonly Explained[]>,
): ReadonlyMap<number, readonly Explained[]> {
  const standing = (run: Explained): readonly Explained[] => {
    if (run.end - run.start === 1) return [run];
    const pieces = piecesOf(explained, run);
    const explanations = run.explanations.filter(
      ({ change }) => !pieces.some((piece) => forbids(captured, piece, change)),
    );
    return explanations.length === 0 ? [] : [{ ...run, explanations }];
  };
  return new Map([...explained].map(([start, segments]) => [start, segments.flatMap(standing)]));
}

function piecesOf(explained: ReadonlyMap<number, readonly Explained[]>, run: Explained): readonly Explained[] {
  const starts = Array.from({ length: run.end - run.start }, (_, offset) => run.start + offset);
  return starts
    .flatMap((start) => explained.get(start) ?? [])
    .filter(({ start, end }) => end <= run.end && end - start < run.end - run.start);
}

function forbids(captured: CapturedChanges, { explanations }: Explained, { record }: Captured): boolean {
  return explanations
    .filter(({ change }) => isApproved(captured, change))
    .some(({ how, change }) => {
      if (change.record.changeDigest === record.changeDigest) return how === "exact";
      return !record.previous.includes(change.record.change);
    });
}

function explainStep(
  facts: ContentFacts,
  captured: CapturedChanges,
  edge: Edge | undefined,
  start: number,
): Explained | undefined {
  const digest = edge === undefined ? undefined : digestOf(facts, edge.entries);
  if (edge === undefined || digest === undefined) return undefined;
  const exact = (captured.byDigest.get(digest) ?? []).map((change): Explanation => ({ change, how: "exact" }));
  const merged = mergesAt(facts.answers, captured, edge, start)
    .filter((merge) => merge.sum === sumOf(edge.entries) && digestOf(facts, merge.entries) === digest)
    .map(({ change }): Explanation => ({ change, how: "clean-merge" }));
  const explanations = [...exact, ...merged];
  return explanations.length === 0 ? undefined : { start, end: start + 1, digest, explanations };
}

type Merge = { readonly change: Captured; readonly sum: number; readonly entries: Edge["entries"] };

/** The clean merges onto the start of an edge that were asked for and answered. */
function mergesAt(answers: ContentAnswers, captured: CapturedChanges, edge: Edge, start: number): readonly Merge[] {
  if (answers.merges.size === 0) return [];
  return candidatesAt(captured, edge).flatMap((change) => {
    const entries = answers.merges.get(questionKey(start, change.record.change));
    return entries === undefined || entries.length === 0 ? [] : [{ change, sum: sumOf(entries), entries }];
  });
}

/** Captured changes that touch a path which the edge touches: no other can explain a segment that begins with it. */
export function candidatesAt(captured: CapturedChanges, edge: Edge): readonly Captured[] {
  return [...new Set(edge.entries.flatMap(({ path }) => captured.touching(path)))];
}

/** The runs from a start that are explained, none beyond one that is exactly an approved change; they end at `last` at the latest. */
function explainRuns(
  facts: ContentFacts,
  captured: CapturedChanges,
  start: number,
  last: number,
): readonly Explained[] {
  const { edges } = facts.line;
  const first = edges[start];
  if (first === undefined || partsOf(first).length === 0) return [];
  const merges = mergesAt(facts.answers, captured, first, start);
  const found: Explained[] = [];
  const net = netDifference();
  net.add(partsOf(first));
  for (let end = start + 2; end <= last; end++) {
    const next = edges[end - 1];
    if (next !== undefined) net.add(partsOf(next));
    const explanations = explainNet(facts, captured, merges, net);
    if (explanations === undefined) continue;
    const run = { start, end, ...explanations };
    found.push(run);
    if (isLanding(captured, run)) break;
  }
  return found;
}

function explainNet(
  facts: ContentFacts,
  captured: CapturedChanges,
  merges: readonly Merge[],
  net: NetDifference,
): Pick<Explained, "digest" | "explanations"> | undefined {
  if (net.isEmpty()) return undefined;
  const merged = merges.filter(({ sum }) => sum === net.sum());
  if (!captured.sums.has(net.sum()) && merged.length === 0) return undefined;
  const digest = digestOf(facts, net.entries());
  if (digest === undefined) return undefined;
  const explanations: readonly Explanation[] = [
    ...(captured.byDigest.get(digest) ?? []).map((change): Explanation => ({ change, how: "exact" })),
    ...merged
      .filter((merge) => digestOf(facts, merge.entries) === digest)
      .map(({ change }): Explanation => ({ change, how: "clean-merge" })),
  ];
  return explanations.length === 0 ? undefined : { digest, explanations };
}

/** The change digest of entries; undefined for none. */
export function digestOf(facts: Pick<GateFacts, "crypto">, entries: Edge["entries"]): ChangeDigest | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  return changeDigest(facts.crypto, first.oldOid.length === 64 ? "sha256" : "sha1", entries);
}
