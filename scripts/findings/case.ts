import type { Files } from "../../apps/lumen/history/draft.ts";
import type { Allowed, Expectation } from "../../apps/lumen/history/expectation.ts";

/** The truth about a change. */
type Truth = {
  readonly name: string;
  /** `lumen` and `generated` have planted effects; `harmless` have none at all. */
  readonly group: "lumen" | "generated" | "harmless";
  readonly expected: readonly Expectation[];
  readonly allowed: readonly Allowed[];
};

/** A change as two trees, and what its author calls it. */
export type Trees = Truth & { readonly title: string; readonly base: Files; readonly result: Files };

/** A change as a commit with its only parent, in a repository. */
export type Case = Truth & { readonly repository: string; readonly base: string; readonly head: string };
