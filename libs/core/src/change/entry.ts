import type { Oid } from "../objects/oid.ts";
import type { Path } from "../objects/path.ts";

/** Six octal digits of a tree entry's mode; `000000` on the side where the path is absent. */
export type Mode = "000000" | "100644" | "100755" | "120000" | "160000";

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
};
