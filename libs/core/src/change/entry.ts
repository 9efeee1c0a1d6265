import type { Oid } from "../objects/oid.ts";
import type { Path } from "../objects/path.ts";

/** Six octal digits of a tree entry's mode; `000000` on the side where the path is absent. */
export type Mode = "000000" | "100644" | "100755" | "120000" | "160000";

/** A path and, where it is known, the modes of what stands there before and after a change. */
export type Place = { readonly path: Path; readonly oldMode?: string; readonly newMode?: string };

/**
 * Whether there is a link or submodule at a path, on either side: whoever opens a file below it reads what that leads to,
 * and no path below it is in any tree (attack E16).
 */
export function standsForFolder({ oldMode = "", newMode = "" }: Place): boolean {
  return [oldMode, newMode].some((mode) => mode === "120000" || mode === "160000");
}

/** Whether what was there, and whether what is there now, is in scope as a link or submodule. */
export type Brought = { readonly old: boolean; readonly new: boolean };

/**
 * One changed path between two trees, as `git diff-tree -r --no-renames --raw` tells it, with the SHA-256 of both
 * contents. An absent side has mode `000000`, an object id of zeros and `-` for its SHA-256; a gitlink has `-` too.
 */
export type Entry = {
  readonly path: Path;
  readonly oldMode: Mode;
  readonly newMode: Mode;
  readonly oldOid: Oid;
  readonly newOid: Oid;
  /** Lowercase hex SHA-256 of the blob's content (of the target text for a symlink), or `-`. */
  readonly oldSha256: string;
  readonly newSha256: string;
  /** Paths of the tree to which a link here led or leads; part of no digest and no record, because the content says it. */
  readonly leadsTo?: readonly Path[];
  /** Which sides bring it into the scope; only where the path itself is not in scope (attacks E7, E16). */
  readonly broughtBy?: Brought;
};
