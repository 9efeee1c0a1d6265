import { changeDigest } from "../change/digest.ts";
import type { Scope } from "../change/scope.ts";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { questionKey } from "../gate/facts.ts";
import type { ContentAnswers, ContentQuestion, LineFacts, MergeAnswer } from "../gate/facts.ts";
import { MOST_MERGES } from "../gate/questions.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import { concurrently } from "./concurrently.ts";
import { scopedEntries } from "./entries.ts";
import { orMissing, resultTree } from "./result-tree.ts";

/** Merges are processes, so few run at once. */
const CONCURRENCY = 4;

/**
 * Asks Git the content questions of a judgement. Objects that nobody has answer like a base that moved or a merge that
 * conflicts: the class is not met. More than `MOST_MERGES` questions are `limit.merges`.
 */
export async function contentAnswers(
  crypto: Sha256,
  repository: Repository,
  scope: Scope,
  line: LineFacts,
  questions: readonly ContentQuestion[],
): Promise<ContentAnswers> {
  if (questions.length > MOST_MERGES)
    throw new CountersignError("limit.merges", `${questions.length} comparisons, more than ${MOST_MERGES}`);
  const sameBase = new Map<string, boolean>();
  const merges = new Map<string, MergeAnswer>();
  await concurrently(questions, CONCURRENCY, async (question) => {
    const key = questionKey(question.edge, question.change.change);
    const start = line.edges[question.edge]?.from;
    if (start === undefined) return;
    if (question.kind === "merge")
      merges.set(key, await orMissing(() => merged(crypto, repository, scope, start, question)));
    else sameBase.set(key, (await orMissing(() => same(repository, scope, start, question))) ?? false);
  });
  return { sameBase, merges };
}

type Start = LineFacts["edges"][number]["from"];

async function same(repository: Repository, scope: Scope, start: Start, { change }: ContentQuestion): Promise<boolean> {
  if (!(await hasNamedTree(repository, change.base))) return false;
  const { entries } = await scopedEntries(repository, scope, change.base.gitTree, start.tree);
  return entries.length === 0;
}

/**
 * R is the approved result as the only child of the approved base: the author's own history is never merged, because an
 * earlier `merge -s ours` in it would drop reviewed content (attacks C6, C25).
 */
async function merged(
  crypto: Sha256,
  repository: Repository,
  scope: Scope,
  start: Start,
  { change }: ContentQuestion,
): Promise<MergeAnswer> {
  const tree = await resultTree(repository, change);
  if (tree === undefined || !(await isAsShown(crypto, repository, scope, change, tree))) return undefined;
  const approved = await repository.commitTree(tree, change.base.gitCommit);
  const merge = await repository.mergeTree(start.commit, approved);
  if (!("tree" in merge)) return undefined;
  return (await scopedEntries(repository, scope, start.tree, merge.tree)).entries;
}

/**
 * Whether the approved base and result differ by the entries that the reviewers were shown. The service that signed the
 * record could have named any tree beside them, and a merge brings in the whole tree.
 */
async function isAsShown(
  crypto: Sha256,
  repository: Repository,
  scope: Scope,
  { base, changeDigest: shown, objectFormat }: ContentQuestion["change"],
  result: Oid,
): Promise<boolean> {
  if (!(await hasNamedTree(repository, base))) return false;
  const { entries } = await scopedEntries(repository, scope, base.gitTree, result);
  return changeDigest(crypto, objectFormat, entries) === shown;
}

async function hasNamedTree(repository: Repository, base: ContentQuestion["change"]["base"]): Promise<boolean> {
  return (await repository.commit(base.gitCommit)).tree === base.gitTree;
}
