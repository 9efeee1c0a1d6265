import type { ChangeRecord } from "../change/record.ts";
import { CountersignError } from "../error.ts";
import { emptyTree } from "../objects/oid.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";

/**
 * The approved result tree of a change, present in the repository: made again from base and head where it is not at hand,
 * and only used if it is the same. Undefined when it cannot be had.
 */
export async function resultTree(
  repository: Repository,
  { base, head, result }: Pick<ChangeRecord, "base" | "head" | "result">,
): Promise<Oid | undefined> {
  const present = await orMissing(() => repository.diff(emptyTree(repository.objectFormat), result.gitTree));
  if (present !== undefined) return result.gitTree;
  const merge = await orMissing(() => repository.mergeTree(base.gitCommit, head.gitCommit));
  return merge !== undefined && "tree" in merge && merge.tree === result.gitTree ? merge.tree : undefined;
}

/** The answer, or undefined where an object that it takes is not there. */
export async function orMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CountersignError && error.code === "git.missing-object") return undefined;
    throw error;
  }
}
