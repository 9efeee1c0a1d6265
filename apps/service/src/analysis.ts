import { readGrammar } from "@countersign/adapters/grammars";
import type { Analyse } from "@countersign/core";
import { analyse as analyseChange, readersOf } from "@countersign/reviewers";
import type { Readers } from "@countersign/reviewers";

let shared: Readers | undefined;

/** The readers of this program; grammars are loaded when a file needs them, each once. */
export function readers(): Readers {
  shared ??= readersOf(readGrammar);
  return shared;
}

/** The analysis of a change for its packet, by the detectors of this program. */
export const analyse: Analyse = (repository, change, scope) => analyseChange(repository, readers(), change, scope);
