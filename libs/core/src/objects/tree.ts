import type { ObjectFormat } from "./object-format.ts";
import { oidFromBytes } from "./oid.ts";
import type { Oid } from "./oid.ts";
import { pathFromBytes } from "./path.ts";
import type { Path } from "./path.ts";
import { FOLDER, advance, openTree } from "./tree-cursor.ts";
import type { TreeCursor } from "./tree-cursor.ts";

/** The mode of something that is not a folder: file, executable file, symbolic link, submodule. */
export type FileMode = "100644" | "100755" | "120000" | "160000";

/** One entry of a tree object; `name` has no slash. */
export type TreeEntry = { readonly mode: FileMode | "040000"; readonly name: Path; readonly oid: Oid };

/** Reads a whole tree object. Anything that git itself would not write is `git.tree-object` or `git.mode`. */
export function parseTree(bytes: Uint8Array, format: ObjectFormat): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (const cursor = openTree(bytes, format); cursor.mode !== 0; advance(cursor)) {
    const mode = cursor.mode === FOLDER ? "040000" : fileMode(cursor);
    entries.push({ mode, name: entryName(cursor), oid: entryId(cursor) });
  }
  return entries;
}

/** The mode of the current entry, which is not a folder. */
export function fileMode(cursor: TreeCursor): FileMode {
  return String(cursor.mode) as FileMode;
}

/** The name of the current entry. */
export function entryName(cursor: TreeCursor): Path {
  return pathFromBytes(cursor.bytes.subarray(cursor.nameStart, cursor.nameEnd));
}

/** The object id of the current entry. */
export function entryId(cursor: TreeCursor): Oid {
  return oidFromBytes(cursor.bytes.subarray(cursor.idStart, cursor.idStart + cursor.idSize));
}
