import { LONGEST_RUN } from "../gate/explanations.ts";
import type { LineFacts } from "../gate/facts.ts";
import type { Judgement } from "../gate/judge.ts";
import type { RequirementState, SegmentState } from "../gate/requirement-state.ts";
import type { SavedLine } from "../gate/saved-line.ts";
import type { Oid } from "../objects/oid.ts";
import type { Requirement } from "../policy/policy.ts";
import { digestKey } from "../state/fact.ts";
import type { Cover, Spending } from "../state/fact.ts";
import type { GateState, Line, LineSettled } from "../state/gate-state.ts";
import { doubtsAfter, watched } from "./doubts.ts";
import type { PageIndex } from "./page-index.ts";
import type { LineStart } from "./saved-facts.ts";

/** Allowed commits that a line remembers: more than any lane back may be deep. */
const MOST_ALLOWED = 1_000;

/** An allowance: by what it was given, and when. */
export type Allowance = {
  readonly place: Pick<Line, "environment" | "repository" | "ref">;
  readonly facts: LineFacts;
  readonly judgement: Judgement;
  /** Where the judgement started, where the line was known. */
  readonly started?: LineStart & { readonly saved: SavedLine };
  readonly hashOf: (requirement: Requirement) => string;
  /** Refs whose approvals count, the line's own among them. */
  readonly refs: ReadonlySet<string>;
  /** Seconds since the epoch, by the witnesses where there are any. */
  readonly time: number;
};

/** Settles a line at the commit that was just allowed, and remembers what carries each segment of it. */
export async function settle(state: GateState, index: PageIndex, allowance: Allowance): Promise<GateState> {
  const { facts, judgement, started, place } = allowance;
  const number = started?.number ?? state.lines.length;
  const known = started?.line ?? begun(place, facts, judgement);
  const from = started?.start.position ?? -1;
  const offset = started === undefined ? 0 : from - facts.commits.lastIndexOf(started.start.commit);
  const end = offset + facts.commits.length - 1;
  const replaced = known.recent.filter(({ position }) => position > from).map(({ digest }) => digest);
  const covers = (judgement.states ?? []).flatMap((one) => coversOf(allowance, one, { number, offset }));
  const spent = (judgement.states ?? []).flatMap((one) => spentBy(allowance, one, { number, offset }));
  await index.load([...replaced, ...[...covers, ...spent].map(({ digest }) => digest)]);
  for (const digest of new Set(replaced)) dropAbove(index, digest, number, from);
  for (const { digest, cover } of covers) index.add(digest, { kind: "cover", cover });
  for (const { digest, spending } of spent) index.add(digest, { kind: "spent", ...spending });
  const now = settledNow(state, allowance, offset);
  const covered = new Set(covers.map(({ digest }) => digest));
  const doubts = doubtsAfter(known, {
    ...allowance,
    settled: now,
    end,
    covered,
    position: (at) => positionOf(at, offset),
  });
  const line: Line = {
    ...place,
    base: known.base,
    allowed: withAllowed(known, facts, end, allowance.time),
    settled: new Map([...known.settled, ...now]),
    recent: [
      ...known.recent.filter(({ position }) => position <= from),
      ...covers.map(({ digest, cover }) => ({ digest, position: cover.position })),
    ].filter(({ position }) => position > end - LONGEST_RUN),
    contested: watched(doubts),
    ...doubts,
  };
  return { ...state, lines: [...state.lines.slice(0, number), line, ...state.lines.slice(number + 1)] };
}

/**
 * The position of a commit of the judged line. Whatever lies below where the line began shares its first position: a
 * baseline that was logged later may name a commit there, and nothing is ever asked about what lies between.
 */
function positionOf(at: number, offset: number): number {
  return Math.max(0, offset + at);
}

function begun(place: Allowance["place"], { commits }: LineFacts, { settled = 0 }: Judgement): Line {
  const commit = commits[settled];
  if (commit === undefined) throw new RangeError("an allowed line has a settled commit");
  return {
    ...place,
    base: { commit, position: settled },
    allowed: [],
    settled: new Map(),
    recent: [],
    contested: [],
    harmful: [],
    undermined: [],
    unsettled: [],
  };
}

function withAllowed({ allowed }: Line, { commits }: LineFacts, position: number, time: number): Line["allowed"] {
  const commit = commits.at(-1);
  if (commit === undefined || allowed.at(-1)?.commit === commit) return allowed;
  return [...allowed, { commit, position, time }].slice(-MOST_ALLOWED);
}

/** A baseline above the start begins the requirement anew: no run reaches below it, wherever a later judgement starts. */
function settledNow(
  { frontier }: GateState,
  { place, facts, judgement, started, hashOf, refs }: Allowance,
  offset: number,
): Line["settled"] {
  const others = [...refs].filter((ref) => ref !== place.ref).toSorted();
  const accepts = others.length === 0 ? {} : { accepts: others };
  const own = started === undefined ? -1 : facts.commits.lastIndexOf(started.start.commit);
  const states = (judgement.states ?? []).map(({ requirement, settled, claimed }) => {
    const goesOn = settled <= own && started?.saved.settled.has(requirement.id) === true;
    const before = goesOn ? started.line.settled.get(requirement.id) : undefined;
    const hash = hashOf(requirement);
    const seen = requirement.classes === undefined ? undefined : seenAt(facts, claimed.seen, offset, before);
    const now = { hash, since: before?.since ?? positionOf(settled, offset), size: frontier.size, ...accepts };
    return [requirement.id, { ...now, ...(seen === undefined ? {} : { seen }) }] as const;
  });
  return new Map(states);
}

/** A commit below the start is where they looked before. */
function seenAt({ commits }: LineFacts, commit: Oid, offset: number, before: LineSettled | undefined) {
  const at = commits.lastIndexOf(commit);
  return at === -1 ? before?.seen : { commit, position: positionOf(at, offset) };
}

type Found = { readonly digest: string; readonly cover: Cover };

function coversOf(
  { facts, hashOf }: Allowance,
  { requirement, segments }: RequirementState,
  { number, offset }: { readonly number: number; readonly offset: number },
): readonly Found[] {
  return segments.flatMap((segment) => {
    const [first] = segment.carriers;
    const edges = facts.edges.slice(segment.start, segment.end);
    const [from, to] = [edges[0]?.from.commit, edges.at(-1)?.to.commit];
    if (first === undefined || from === undefined || to === undefined) return [];
    const cover: Cover = {
      line: number,
      requirement: hashOf(requirement),
      from,
      to,
      position: positionOf(segment.end, offset),
      class: first.class,
      changes: [...new Set(segment.explained?.explanations.map(({ change }) => change.record.change))],
      approvals: segment.carriers.map(({ review }) => review.id),
      people: [...new Set(edges.flatMap(({ people }) => people))],
    };
    return [...digestsOf(segment)].map((digest) => ({ digest, cover }));
  });
}

/** A later judgement begins above the baseline and does not see what landed below it. */
function spentBy(
  { hashOf }: Allowance,
  { requirement, spent }: RequirementState,
  { number, offset }: { readonly number: number; readonly offset: number },
): readonly { readonly digest: string; readonly spending: Spending }[] {
  return spent.map(({ digest, end, approvals }) => ({
    digest: digestKey(digest),
    spending: { line: number, requirement: hashOf(requirement), position: positionOf(end, offset), approvals },
  }));
}

/** The contents that the approvals are about: under a clean merge another digest than the segment's own. */
function digestsOf({ carriers }: SegmentState): ReadonlySet<string> {
  return new Set(carriers.map(({ review }) => digestKey(review.record.changeDigest)));
}

/** What is judged anew replaces what was found before. */
function dropAbove(index: PageIndex, digest: string, line: number, position: number): void {
  const facts = index.facts(digest);
  index.replace(
    digest,
    facts.filter((fact) => fact.kind !== "cover" || fact.cover.line !== line || fact.cover.position <= position),
  );
}
