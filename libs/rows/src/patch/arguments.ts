import { CountersignError } from "@countersign/core/error";

/** What of the patch is chosen; all else is fixed. */
export type PatchChoice = {
  /** Lines of context; at least 3, which show the whole of a pointer of Git LFS. */
  readonly context: number;
  /** Whether git pairs a removed file with an added one. Entries of a change record are never paired. */
  readonly renames: boolean;
};

const MOST_CONTEXT = 1_000_000;

/**
 * Arguments of git (behind its settings) that print the canonical patch of two trees: the same bytes from any git, whatever is
 * configured. Attributes have to be switched off besides (`--attr-source` of the empty tree), or they choose what is binary and which line is
 * a heading (attack D1). `git.patch-context` for a number of lines that is none.
 */
export function patchArguments(oldTree: string, newTree: string, choice: PatchChoice): readonly [string, ...string[]] {
  const { context, renames } = choice;
  if (!Number.isInteger(context) || context < 3 || context > MOST_CONTEXT)
    throw new CountersignError("git.patch-context", `${context} is no number of lines from 3 to ${MOST_CONTEXT}`);
  return [
    "diff-tree",
    "-r",
    "--patch",
    `--unified=${context}`,
    "--inter-hunk-context=0",
    "--full-index",
    ...(renames ? ["--find-renames=50%", "-l1000"] : ["--no-renames"]),
    "--diff-algorithm=myers",
    "--indent-heuristic",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--submodule=short",
    "--ignore-submodules=none",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--end-of-options",
    oldTree,
    newTree,
  ];
}
