import { CountersignError } from "@countersign/core/error";
import { diffTrees, parseCommit } from "@countersign/core/objects";
import type { BlobDigest, Commit, Oid, Repository, TreeDifference } from "@countersign/core/objects";
import { refuseAlteredHistory } from "./altered-history.ts";
import { openObjectReader } from "./batch.ts";
import type { ObjectReader } from "./batch.ts";
import { firstParents, isAncestor, mergeBases, range, shortRange } from "./graph.ts";
import type { Graph } from "./graph.ts";
import { commitTree, mergeTree } from "./merge.ts";
import { keptContents } from "./kept-contents.ts";
import type { Mirror } from "./mirror.ts";
import { remembering } from "./remembering.ts";

/** Bounds that a repository keeps; see the codes `limit.object` and `limit.entries`. */
export type RepositoryOptions = {
  /** Records and folders of one diff, 2,000,000 by default. */
  readonly entries?: number;
  /** Whether contents are kept from their digest until they are read, up to 64 MiB: for whoever reads what was digested. */
  readonly keepContents?: boolean;
};

const COMMIT_LIMIT = 1 << 24;
const TREE_LIMIT = 1 << 26;
const ENTRIES = 2_000_000;
/** Bytes of trees that are kept. */
const TREES_KEPT = 1 << 26;
/** Bytes of commits that are kept. */
const COMMITS_KEPT = 1 << 26;
const DIGESTS_KEPT = 200_000;
/** Bytes of contents that wait to be read. */
const CONTENTS_KEPT = 1 << 26;

/** The core's port to Git on a mirror: one process that reads, and a short one for each merge. Close it to end them. */
export function openRepository(mirror: Mirror, options: RepositoryOptions = {}): Repository & AsyncDisposable {
  const reader = openObjectReader(mirror);
  const commit = commitReader(mirror, reader);
  const readTree = remembering<Oid, Uint8Array>(
    TREES_KEPT,
    (bytes) => bytes.length + 200,
    (oid) => reader.read(oid, "tree", TREE_LIMIT),
  );
  const contents = keptContents(options.keepContents === true ? CONTENTS_KEPT : 0);
  const digest = remembering<Oid, BlobDigest>(
    DIGESTS_KEPT,
    () => 1,
    (blob) => reader.digest(blob, contents),
  );
  const graph: Graph = { mirror, commit };
  const diffOptions = { format: mirror.objectFormat, readTree, limit: options.entries ?? ENTRIES };
  const repository: Repository & AsyncDisposable = {
    objectFormat: mirror.objectFormat,
    commit,
    firstParents: (tip, bounds) => firstParents(graph, tip, bounds),
    range: (base, head, limit) => range(graph, base, head, limit),
    diff: rememberingOne((from, to) => diffTrees(from, to, diffOptions)),
    digest,
    blob: async (oid, limit) => contents.take(oid, limit) ?? reader.read(oid, "blob", limit),
    async mergeTree(base, head) {
      // Nothing is merged where the head already contains the base: the result is its own tree.
      if ((await shortRange(graph, base, head)) !== undefined) return { tree: (await commit(head)).tree };
      const ancestors = await commonAncestors(repository, mirror, base, head);
      // Git merges meanwhile; whatever it says counts only once its inputs have been verified.
      const merging = mergeTree(mirror, base, head);
      merging.catch(() => {});
      await verifyMergeInputs(repository, base, head, ancestors);
      return await merging;
    },
    commitTree: (tree, parent, by) => commitTree(mirror, tree, parent, by),
    mergeBases: (a, b) => mergeBases(mirror, a, b),
    isAncestor: (a, b) => isAncestor(graph, a, b),
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
  return repository;
}

/** Where two histories last met; without such a commit there is nothing to merge: `change.unrelated`. */
async function commonAncestors(repository: Repository, mirror: Mirror, base: Oid, head: Oid): Promise<readonly Oid[]> {
  await Promise.all([repository.commit(base), repository.commit(head)]);
  const ancestors = await repository.mergeBases(base, head);
  if (ancestors.length > 0) return ancestors;
  await refuseAlteredHistory(mirror);
  throw new CountersignError("change.unrelated", `${head} has no commit in common with ${base}`);
}

/**
 * Git merges from objects that it does not hash. So everything that differs between the sides and their common ancestors,
 * which is all that a merge reads, is hashed by us.
 */
async function verifyMergeInputs(
  repository: Repository,
  base: Oid,
  head: Oid,
  ancestors: readonly Oid[],
): Promise<void> {
  const sides = await Promise.all([repository.commit(base), repository.commit(head)]);
  for (const ancestor of ancestors) {
    const { tree } = await repository.commit(ancestor);
    for (const side of sides) await verifyBlobs(repository, await repository.diff(tree, side.tree));
  }
}

async function verifyBlobs(repository: Repository, differences: readonly TreeDifference[]): Promise<void> {
  const blobs = differences.flatMap(({ oldMode, newMode, oldOid, newOid }) => [
    ...(isBlob(oldMode) ? [oldOid] : []),
    ...(isBlob(newMode) ? [newOid] : []),
  ]);
  await Promise.all(blobs.map((blob) => repository.digest(blob)));
}

function isBlob(mode: TreeDifference["oldMode"]): boolean {
  return mode !== "000000" && mode !== "160000";
}

function commitReader(mirror: Mirror, reader: ObjectReader): (oid: Oid) => Promise<Commit> {
  const load = async (oid: Oid) => parseCommit(await reader.read(oid, "commit", COMMIT_LIMIT), mirror.objectFormat);
  return remembering(COMMITS_KEPT, ({ message }) => message.byteLength + 800, load);
}

/** The last difference of two trees is kept: what is asked again is asked again soon. */
function rememberingOne(diff: Repository["diff"]): Repository["diff"] {
  let last: { readonly from: Oid; readonly to: Oid; readonly differences: readonly TreeDifference[] } | undefined;
  return async (from, to) => {
    if (last?.from === from && last.to === to) return last.differences;
    const differences = await diff(from, to);
    last = { from, to, differences };
    return differences;
  };
}
