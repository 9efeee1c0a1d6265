import { readGrammar } from "@countersign/adapters/grammars";
import { readersOf } from "@countersign/reviewers";
import type { Readers } from "@countersign/reviewers";

let shared: Readers | undefined;

/** The readers of this program; grammars are loaded when a file needs them, each once. */
export function readers(): Readers {
  shared ??= readersOf(readGrammar);
  return shared;
}
