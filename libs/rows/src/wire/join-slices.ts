import type { Hash } from "@countersign/attest";
import { formatHex } from "@countersign/attest/hex";
import { CountersignError } from "@countersign/core/error";
import type { PatchFile } from "../patch/patch-file.ts";
import { formatPatchFile } from "../patch/patch.ts";
import type { Hunk } from "../patch/row.ts";
import type { IndexedFile } from "./rows-index.ts";
import type { RowsSlice } from "./slice.ts";

/**
 * Puts a file together again from all of its slices, in their order, and compares the SHA-256 of what git would print for it: what was drawn is
 * what the digest names. The patch's own digest is that of all files' bytes (`formatPatch`), which the client compares with what it
 * signs. `web.digest` where anything is missing, cut or other than the index says (attack D23).
 */
export function joinSlices(file: IndexedFile, slices: readonly RowsSlice[], sha256: Hash): PatchFile {
  const hunks: (Hunk & { readonly rows: Hunk["rows"][number][] })[] = [];
  let next = 0;
  for (const slice of slices) {
    if (slice.from !== next || slice.cut.size > 0) differ();
    const starts = new Map(slice.hunks.map(({ row, ...hunk }) => [row, hunk]));
    for (const row of slice.rows) {
      const start = starts.get(next);
      if (start !== undefined) hunks.push({ ...start, rows: [] });
      (hunks.at(-1) ?? differ()).rows.push(row);
      next += 1;
    }
  }
  const joined = { ...file.header, hunks, sha256: file.sha256 };
  if (next !== file.rows || formatHex(sha256(formatPatchFile(joined))) !== file.sha256) differ();
  return joined;
}

function differ(): never {
  throw new CountersignError("web.digest", "the rows that were sent are not those that the digest names");
}
