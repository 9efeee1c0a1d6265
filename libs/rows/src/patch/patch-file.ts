import type { Mode, Oid, Path } from "@countersign/core";
import type { Hunk } from "./row.ts";

/**
 * What git says about a file before its lines. Of a side that is absent the mode is `000000` and the object id zeros, as in `Entry` of
 * core. Modes are missing where git prints none (a pure rename), object ids where both sides have the same content.
 */
export type FileHeader = {
  /** The same as `newPath` but for a renamed or copied file. */
  readonly oldPath: Path;
  readonly newPath: Path;
  readonly status: "added" | "deleted" | "modified" | "renamed" | "copied";
  readonly oldMode?: Mode;
  readonly newMode?: Mode;
  readonly oldOid?: Oid;
  readonly newOid?: Oid;
  /** In percent; of a renamed or copied file. */
  readonly similarity?: number;
  /** `binary`: git shows no lines, because one side has a NUL byte among its first 8,000 or is larger than 512 MiB; `none`: there are none. */
  readonly content: "lines" | "binary" | "none";
};

/** One file of a patch. A file that becomes a link is two: one that is deleted and one that is added, with the same path. */
export type PatchFile = FileHeader & {
  /** At least one where `content` is `lines`, else none. */
  readonly hunks: readonly Hunk[];
  /** SHA-256 of this file's part of the patch, in hex. */
  readonly sha256: string;
};

/** A whole patch, and the SHA-256 of its bytes, which are those of its files in their order. */
export type Patch = { readonly files: readonly PatchFile[]; readonly sha256: string };
