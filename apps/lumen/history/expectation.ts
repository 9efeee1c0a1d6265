/** How much a finding matters, from least to most. */
export type Risk = "R1" | "R2" | "R3" | "R4";

/** A finding that an analysis owes: of this class, at one of these paths, with at least this risk. */
export type Expectation = {
  readonly class: string;
  readonly code: string;
  readonly risk: Risk;
  /** Any of them will do; paths of the result, or of the base for what was removed. */
  readonly paths: readonly string[];
  readonly roles: readonly ("oracle" | "data-guard")[];
  /** What it takes to see it: the two trees, the author's words as well, or earlier changes as well. */
  readonly from: "trees" | "claim" | "history";
};

/** A true statement about a change that nobody is owed: it is neither a miss nor a false alarm. */
export type Allowed = { readonly class: string; readonly paths: readonly string[] };

const BOTH = ["data-guard", "oracle"] as const;

/** An expectation for the oracle that the two trees are enough for. */
export function oracle(name: string, code: string, risk: Risk, ...paths: readonly string[]): Expectation {
  return { class: name, code, risk, paths, roles: ["oracle"], from: "trees" };
}

/** An expectation for both roles that the two trees are enough for. */
export function both(name: string, code: string, risk: Risk, ...paths: readonly string[]): Expectation {
  return { class: name, code, risk, paths, roles: BOTH, from: "trees" };
}

/** What is only seen beside the author's words, or beside earlier changes. */
export function seenFrom(from: "claim" | "history", expectation: Expectation): Expectation {
  return { ...expectation, from };
}
