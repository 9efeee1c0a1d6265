import type { Draft } from "./draft.ts";
import type { Allowed, Expectation } from "./expectation.ts";

/** One commit of Lumen's history: what its author says, what it does, and what an analysis owes. */
export type PlannedChange = {
  readonly title: string;
  readonly body?: string;
  readonly edit: (draft: Draft) => void;
  readonly expected: readonly Expectation[];
  readonly allowed?: readonly Allowed[];
};
