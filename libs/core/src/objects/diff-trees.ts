import { CountersignError } from "../error.ts";
import type { ObjectFormat } from "./object-format.ts";
import { absentOid, emptyTree } from "./oid.ts";
import type { Oid } from "./oid.ts";
import { joinPath } from "./path.ts";
import type { Path } from "./path.ts";
import { FOLDER, advance, compareEntries, openTree, sameId } from "./tree-cursor.ts";
import type { TreeCursor } from "./tree-cursor.ts";
import { entryId, entryName, fileMode } from "./tree.ts";
import type { FileMode } from "./tree.ts";

/** One record of a raw diff: mode `000000` and an id of zeros on the side where the path is absent. */
export type TreeDifference = {
  readonly path: Path;
  readonly oldMode: FileMode | "000000";
  readonly newMode: FileMode | "000000";
  readonly oldOid: Oid;
  readonly newOid: Oid;
};

/** What {@link diffTrees} works on. */
export type DiffTreesOptions = {
  readonly format: ObjectFormat;
  /** Bytes of a tree, already checked against its id. Called for differing folders only, many at a time. */
  readonly readTree: (tree: Oid) => Promise<Uint8Array>;
  /** The greatest number of records and folders together that may be walked; more is `limit.entries`. */
  readonly limit: number;
};

/** Folders nested deeper than this are `limit.depth`: no path that deep can be named to an operating system. */
const DEPTH = 10_000;
/** Trees that one diff reads at a time. */
const CONCURRENCY = 64;

/**
 * The records of `git diff-tree -r --no-renames --raw -z --full-index --ignore-submodules=none FROM TO`, in the order of
 * path bytes, from our own reading of the trees (formats.md, "Hermetic Git"). Malformed trees are `git.tree-object` or
 * `git.mode`, also in folders that only one side has.
 */
export async function diffTrees(from: Oid, to: Oid, options: DiffTreesOptions): Promise<readonly TreeDifference[]> {
  const first: Slot = { record: undefined, next: undefined };
  const walk: Walk = {
    ...options,
    empty: emptyTree(options.format),
    absent: absentOid(options.format),
    walked: 0,
    waiting: [],
  };
  if (from !== to) walk.waiting.push({ from, to, prefix: "", depth: 0, slot: first });
  await expandAll(walk);
  return recordsFrom(first);
}

/** A place in the ordered answer: a record, or (while waiting) where the records of a folder will be inserted. */
type Slot = { readonly record: TreeDifference | undefined; next: Slot | undefined };
type Folder = {
  readonly from: Oid;
  readonly to: Oid;
  readonly prefix: string;
  readonly depth: number;
  readonly slot: Slot;
};
type Walk = DiffTreesOptions & {
  readonly empty: Oid;
  readonly absent: Oid;
  walked: number;
  readonly waiting: Folder[];
};

/** Iterates instead of recursing, so that neither depth nor width of hostile trees costs stack. */
function expandAll(walk: Walk): Promise<void> {
  return new Promise((resolve, reject) => {
    let running = 0;
    const finished = () => {
      running -= 1;
      start();
    };
    const failed = (cause: unknown) => {
      walk.waiting.length = 0;
      reject(cause);
    };
    const start = () => {
      while (running < CONCURRENCY) {
        const folder = walk.waiting.pop();
        if (folder === undefined) break;
        running += 1;
        expand(walk, folder).then(finished, failed);
      }
      if (running === 0) resolve();
    };
    start();
  });
}

async function expand(walk: Walk, folder: Folder): Promise<void> {
  countOne(walk);
  if (folder.depth > DEPTH) throw new CountersignError("limit.depth", `folders are nested deeper than ${DEPTH}`);
  const [left, right] = await Promise.all([read(walk, folder.from), read(walk, folder.to)]);
  compareFolders(walk, folder, openTree(left, walk.format), openTree(right, walk.format));
}

async function read(walk: Walk, tree: Oid): Promise<Uint8Array> {
  return tree === walk.empty ? new Uint8Array() : walk.readTree(tree);
}

function compareFolders(walk: Walk, folder: Folder, left: TreeCursor, right: TreeCursor): void {
  const { next } = folder.slot;
  let last = folder.slot;
  const add = (oldSide: TreeCursor | undefined, newSide: TreeCursor | undefined) => {
    last = last.next = slotFor(walk, folder, oldSide, newSide);
  };
  while (left.mode !== 0 || right.mode !== 0) {
    const order = left.mode === 0 ? 1 : right.mode === 0 ? -1 : compareEntries(left, right);
    if (order < 0) add(left, undefined);
    else if (order > 0) add(undefined, right);
    else if (left.mode !== right.mode || !sameId(left, right)) add(left, right);
    if (order <= 0) advance(left);
    if (order >= 0) advance(right);
  }
  last.next = next;
}

function slotFor(walk: Walk, folder: Folder, left: TreeCursor | undefined, right: TreeCursor | undefined): Slot {
  const entry = left ?? right;
  if (entry === undefined) throw new CountersignError("internal.diff", "an entry is on neither side");
  const path = joinPath(folder.prefix, entryName(entry));
  // Entries of equal name are both folders or both not, since a folder sorts as if its name ended with a slash.
  if (entry.mode === FOLDER) {
    const slot: Slot = { record: undefined, next: undefined };
    const from = left === undefined ? walk.empty : entryId(left);
    const to = right === undefined ? walk.empty : entryId(right);
    walk.waiting.push({ from, to, prefix: `${path}/`, depth: folder.depth + 1, slot });
    return slot;
  }
  countOne(walk);
  return { record: recordOf(walk, path, left, right), next: undefined };
}

function recordOf(walk: Walk, path: Path, left: TreeCursor | undefined, right: TreeCursor | undefined): TreeDifference {
  return {
    path,
    oldMode: left === undefined ? "000000" : fileMode(left),
    newMode: right === undefined ? "000000" : fileMode(right),
    oldOid: left === undefined ? walk.absent : entryId(left),
    newOid: right === undefined ? walk.absent : entryId(right),
  };
}

function countOne(walk: Walk): void {
  walk.walked += 1;
  if (walk.walked > walk.limit) {
    throw new CountersignError("limit.entries", `the difference has more than ${walk.limit} entries`);
  }
}

function recordsFrom(first: Slot): readonly TreeDifference[] {
  const records: TreeDifference[] = [];
  for (let slot: Slot | undefined = first; slot !== undefined; slot = slot.next) {
    if (slot.record !== undefined) records.push(slot.record);
  }
  return records;
}
