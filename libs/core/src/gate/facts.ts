import type { Entry } from "../change/entry.ts";
import type { Sha256 } from "../crypto.ts";
import type { Oid } from "../objects/oid.ts";
import type { Edge } from "./edge.ts";
import type { GateLog } from "./gate-log.ts";
import type { RememberedChange } from "./remembered.ts";
import type { SavedLine } from "./saved-line.ts";

/** What somebody wants to know: may this commit go to this environment? */
export type GateRequest = {
  readonly repository: string;
  readonly ref: string;
  readonly commit: Oid;
  readonly environment: string;
  /** Record id of the break-glass that the request relies on; without one every logged one is looked at. */
  readonly breakGlass?: string;
  /** The repository as the caller named it; only remedies speak of it. */
  readonly source: string;
};

/** What Git says about the candidate, read and verified before any thinking begins. */
export type LineFacts = {
  /**
   * The steps of the first-parent line, oldest first, from the oldest baseline on it up to the candidate.
   * Empty when the candidate is that baseline's commit.
   */
  readonly edges: readonly Edge[];
  /** Every commit of the walked line, oldest first: one more than edges; empty when no baseline lies on the line. */
  readonly commits: readonly Oid[];
  /** Commits on the first-parent line below the first of `commits`, as far as they were asked for. */
  readonly below?: ReadonlySet<Oid>;
};

/** A question about contents that only Git can answer, about an explanation of an edge's start by a change. */
export type ContentQuestion =
  /** Has the change's base tree an in-scope difference from the tree that the edge starts from? */
  | { readonly kind: "same-base"; readonly edge: number; readonly change: RememberedChange }
  /** What does the approved result, as a child of the approved base, bring when merged onto the edge's start? */
  | { readonly kind: "merge"; readonly edge: number; readonly change: RememberedChange };

/** In-scope entries from the edge's start to the clean merge; undefined for a conflict or for objects that nobody has. */
export type MergeAnswer = readonly Entry[] | undefined;

/** Answers to all content questions, by `questionKey`. */
export type ContentAnswers = {
  readonly sameBase: ReadonlyMap<string, boolean>;
  readonly merges: ReadonlyMap<string, MergeAnswer>;
};

/** Everything the judgement is a function of. */
export type GateFacts = {
  readonly crypto: Sha256;
  readonly request: GateRequest;
  readonly log: GateLog;
  readonly line: LineFacts;
  readonly answers: ContentAnswers;
  /** What the gate itself settled before; absent without saved state, and on a line that it never allowed anything of. */
  readonly saved?: SavedLine;
  /** Classes of findings, from the detectors that the policy pins; absent while no requirement names one. */
  readonly classes?: ClassFacts;
};

/** Classes of findings by path; a path that is absent was not analysed and may be in any class. */
export type Classes = ReadonlyMap<string, readonly string[]>;

/** Consecutive steps to be classed as one: from a commit on the line, or below it, to the end of the step before `end`. */
export type ClassRange = { readonly from: Oid; readonly end: number };

/** What detectors say of each step, and of those ranges that the judgement depends on (`openRanges`). */
export type ClassFacts = {
  /** By edge. */
  readonly edges: readonly Classes[];
  /** By `rangeKey`, with the entries in scope that differ over the range. */
  readonly ranges: ReadonlyMap<string, { readonly entries: readonly Entry[]; readonly classes: Classes }>;
};

/** Names a question; two questions with one key have one answer. */
export function questionKey(edge: number, change: string): string {
  return `${edge}:${change}`;
}

/** Names a range of steps. */
export function rangeKey({ from, end }: ClassRange): string {
  return `${from}:${end}`;
}
