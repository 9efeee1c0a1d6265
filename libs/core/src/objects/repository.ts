import type { Commit } from "./commit.ts";
import type { TreeDifference } from "./diff-trees.ts";
import type { ObjectFormat } from "./object-format.ts";
import type { Identity } from "./identity.ts";
import type { Oid } from "./oid.ts";
import type { Path } from "./path.ts";

/** A commit with its id, read from the object and hashed. */
export type CommitWithId = { readonly oid: Oid; readonly commit: Commit };

/** SHA-256 (lowercase hex), size in bytes and number of line feeds of a blob's content. */
export type BlobDigest = { readonly sha256: string; readonly size: number; readonly lines: number };

/** What a merge gives: the resulting tree, or the paths that git could not merge. */
export type MergeResult = { readonly tree: Oid } | { readonly conflicts: readonly Path[] };

/**
 * The Git objects that a decision rests on. Every object that an answer is made of was hashed again and equals its id:
 * else `git.object-hash`; absent ones are `git.missing-object`, of another type `git.object-type`, malformed ones
 * `git.commit-object`, `git.tree-object` or `git.mode`. All calls may run at once; they are pipelined. Apart from the
 * objects that `mergeTree` and `commitTree` write, nothing changes, and an answer never does.
 */
export interface Repository {
  readonly objectFormat: ObjectFormat;

  /** One commit. */
  commit(oid: Oid): Promise<Commit>;

  /**
   * The first-parent line from `tip` back to and including the first commit for which `stop` is true, or to the root.
   * More than `limit` edges are `limit.range`.
   */
  firstParents(
    tip: Oid,
    options: { readonly stop: (oid: Oid) => boolean; readonly limit: number },
  ): Promise<readonly CommitWithId[]>;

  /**
   * All commits reachable from `head` and not from `base`, breadth first; more than `limit` are `limit.range`. A commit
   * is left out only when a chain of verified commits leads from `base` to it, else the whole call is `git.history`.
   */
  range(base: Oid, head: Oid, limit: number): Promise<readonly CommitWithId[]>;

  /** The differences between two trees (the empty tree included), in the order of path bytes. See `diffTrees`. */
  diff(from: Oid, to: Oid): Promise<readonly TreeDifference[]>;

  /** SHA-256 and size of a blob of any size, without holding its content. */
  digest(blob: Oid): Promise<BlobDigest>;

  /** The content of a blob of at most `limit` bytes; a larger one is `limit.object`. */
  blob(oid: Oid, limit: number): Promise<Uint8Array>;

  /**
   * Merges `head` into `base` as `git merge-tree --write-tree` does, untouched by attributes and settings. Commits without a
   * common ancestor are `change.unrelated`.
   */
  mergeTree(base: Oid, head: Oid): Promise<MergeResult>;

  /**
   * Writes a commit of this tree with this only parent, by somebody, else by nobody; date and message are fixed, so equal calls give equal
   * ids.
   */
  commitTree(tree: Oid, parent: Oid, by?: Identity): Promise<Oid>;

  /** All best common ancestors, sorted; empty for unrelated histories. For display: nothing is decided by it. */
  mergeBases(a: Oid, b: Oid): Promise<readonly Oid[]>;

  /** Whether `a` is `b` or an ancestor of `b`. True only when a chain of verified commits leads from `b` to `a`. */
  isAncestor(a: Oid, b: Oid): Promise<boolean>;
}
