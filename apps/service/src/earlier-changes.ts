import { CountersignError, emptyTree } from "@countersign/core";
import type { CommitWithId, Entry, Oid, Path, Repository, TreeDifference } from "@countersign/core";
import { pastChange } from "@countersign/reviewers";
import type { History, Past, Readers } from "@countersign/reviewers";
import { newestCommits } from "./newest-commits.ts";

/** Commits below the base that are looked at, those of them that count, and files whose past is read. */
const MOST = { looked: 200, found: 20, files: 100 };

/**
 * What landed below a commit did to some files, the oldest first: a function of the commit's history alone, so the same change captured
 * again has the same analysis. Nothing where that history is not at hand.
 */
export function earlierChanges(repository: Repository, readers: Readers, base: Oid): History {
  return async (paths) => (paths.size > MOST.files ? [] : readPast(repository, readers, base, paths));
}

async function readPast(
  repository: Repository,
  readers: Readers,
  base: Oid,
  paths: ReadonlySet<Path>,
): Promise<readonly Past[]> {
  const found: Past[] = [];
  const line = await lineBelow(repository, base);
  for (const [at, { commit, oid }] of line.slice(0, MOST.looked).entries()) {
    const below = line[at + 1];
    if ((below === undefined && commit.parents.length > 0) || found.length === MOST.found) break;
    const from = below?.commit.tree ?? emptyTree(repository.objectFormat);
    const own = (await repository.diff(from, commit.tree)).filter(
      ({ path, oldMode, newMode }) => paths.has(path) && isFile(oldMode) && isFile(newMode),
    );
    if (own.length === 0) continue;
    const steps = await Promise.all(own.map((difference) => entryOf(repository, difference)));
    found.unshift(await pastChange(repository, readers, oid, steps));
  }
  return found;
}

function isFile(mode: string): boolean {
  return mode.startsWith("100");
}

async function entryOf(repository: Repository, difference: TreeDifference): Promise<Entry> {
  const [old, now] = await Promise.all([repository.digest(difference.oldOid), repository.digest(difference.newOid)]);
  return { ...difference, oldSha256: old.sha256, newSha256: now.sha256 };
}

async function lineBelow(repository: Repository, tip: Oid): Promise<readonly CommitWithId[]> {
  try {
    return await newestCommits(repository, tip, MOST.looked);
  } catch (error) {
    if (error instanceof CountersignError && error.code === "git.missing-object") return [];
    throw error;
  }
}
