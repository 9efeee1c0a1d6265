import { readGrammar } from "@countersign/adapters/grammars";
import type { Analyse } from "@countersign/core";
import { analyse as analyseChange, readersOf } from "@countersign/reviewers";
import type { Readers } from "@countersign/reviewers";
import { earlierChanges } from "./earlier-changes.ts";

export { earlierChanges };
export { newestCommits } from "./newest-commits.ts";

let shared: Readers | undefined;

/** The readers of this program; grammars are loaded when a file needs them, each once. */
export function readers(): Readers {
  shared ??= readersOf(readGrammar);
  return shared;
}

/** The analysis of a change for its packet, by the detectors of this program, with what landed below its base. */
export const analyse: Analyse = (repository, change, scope) =>
  analyseChange(repository, readers(), change, scope, {
    history: earlierChanges(repository, readers(), change.base.gitCommit),
  });
