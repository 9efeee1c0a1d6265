import { claimOf, emptyTree, parsePattern, resultTree, scopedEntries } from "@countersign/core";
import type { Commit, Oid, Repository, Scope } from "@countersign/core";
import type { AnalysedChange } from "@countersign/reviewers";

/** Everything in a repository. */
export const EVERYTHING: Scope = { include: [parsePattern("**")], exclude: [] };

/** A change that nobody captured: what merging a head onto a base would do, and what its author says. */
export type PlainChange = AnalysedChange & { readonly base: AnalysedChange["base"]; readonly root: boolean };

/**
 * The change from one commit to another, or of a commit against its first parent; of a root commit against nothing. `change.conflict`
 * where the head does not merge onto the base.
 */
export async function plainChange(repository: Repository, head: Oid, base: Oid | undefined): Promise<PlainChange> {
  const commit = await repository.commit(head);
  const from = base ?? commit.parents[0];
  const before = from === undefined ? emptyTree(repository.objectFormat) : (await repository.commit(from)).tree;
  const after = base === undefined ? commit.tree : await resultTree(repository, { base, head });
  const { entries } = await scopedEntries(repository, EVERYTHING, before, after);
  return {
    base: { gitCommit: from ?? head, gitTree: before },
    result: { gitTree: after },
    entries,
    contributors: [],
    claim: await claimOfAll(repository, commit, base, head),
    ref: "HEAD",
    root: from === undefined,
  };
}

/** Commits whose messages are read, and characters of them. */
const MOST_COMMITS = 10_000;
const LONGEST = 64 * 1024;

/** What all commits say: the subject of the head, then everything else. */
async function claimOfAll(
  repository: Repository,
  commit: Commit,
  base: Oid | undefined,
  head: Oid,
): Promise<AnalysedChange["claim"]> {
  const others = base === undefined ? [] : (await repository.range(base, head, MOST_COMMITS)).slice(1);
  const { title, text } = claimOf(commit.message);
  const rest = [text, ...others.map((one) => new TextDecoder().decode(one.commit.message).trim())];
  return { title, text: rest.join("\n").trim().slice(0, LONGEST).toWellFormed() };
}
