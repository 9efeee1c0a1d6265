/** How a value may be compared. */
export type Comparison = "<" | "<=" | "=" | ">=" | ">";

/** States of a task. */
export const STATES = ["open", "decided", "superseded", "not-needed"] as const;
/** What a task can be besides. */
export const IS = [
  "claimed",
  "mine",
  "theirs",
  "snoozed",
  "paused",
  "overdue",
  "outdated",
  "rejected",
  "landed",
  "held",
] as const;
/** By what a queue is in order: risk and then age by default. */
export const SORTS = ["risk", "age", "due", "decided"] as const;
/** Whose turn it can be in what is open. */
export const TURNS = ["reviewer", "author", "system"] as const;
/** Fields that are compared with a text as it is. */
export const TEXT_FIELDS = ["role", "class", "path", "author", "repository", "proposal"] as const;

export type Sort = (typeof SORTS)[number];
type Turn = (typeof TURNS)[number];
type State = (typeof STATES)[number];
type Is = (typeof IS)[number];
export type TextField = (typeof TEXT_FIELDS)[number];

/** One condition; all of a query hold. */
export type Term = { readonly negated: boolean } & (
  | { readonly field: TextField; readonly value: string }
  | { readonly field: "risk"; readonly comparison: Comparison; readonly value: number }
  /** Since it was opened, in seconds, whole minutes. */
  | { readonly field: "age"; readonly comparison: "<" | ">"; readonly value: number }
  /** Since it was decided, in seconds, whole minutes. */
  | { readonly field: "decided"; readonly comparison: "<" | ">"; readonly value: number }
  | { readonly field: "turn"; readonly value: Turn }
  | { readonly field: "state"; readonly value: State }
  | { readonly field: "needs"; readonly value: "me" }
  | { readonly field: "is"; readonly value: Is }
  /** A word or text that stands somewhere: in title, effect, proposal, ids, names of authors. */
  | { readonly field: "text"; readonly value: string }
);

/** A query as it is meant. */
export type Query = { readonly terms: readonly Term[]; readonly sort?: Sort };
