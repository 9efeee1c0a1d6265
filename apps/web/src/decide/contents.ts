import { formatHex } from "@countersign/attest";
import type { Entry } from "@countersign/core";
import { encodeText } from "@countersign/rows";
import type { ContextRow, PatchFile, Row } from "@countersign/rows";
import { digestProblem } from "../api/problem.ts";
import type { DifferenceStore } from "../difference/difference-store.ts";
import { shownGaps } from "../difference/loaded-rows.ts";
import type { ShownGap } from "../difference/loaded-rows.ts";
import type { DifferenceSource } from "../difference/read-difference.ts";
import type { Scope } from "../difference/record-scope.ts";
import { pathText } from "../text/path-text.ts";

/** What was found of the contents that a change digest is made of: how many were hashed here, and whose are known by their digest alone. */
export type Contents = { readonly hashed: number; readonly opaque: readonly string[] };

/**
 * Puts both contents of every file in scope together again, from the rows that are drawn and those between them, and compares their SHA-256
 * with the entries of the change: rows that are true to the digest of a patch, which the service made, are true to what is signed too.
 * `web.digest` where they are not (attack D23). All rows have to be here.
 */
export async function checkContents(store: DifferenceStore, source: DifferenceSource, scope: Scope): Promise<Contents> {
  const found = store.files.map(async (one): Promise<number | string> => {
    const file = one.joined();
    const entry = file === undefined ? undefined : scope.get(file.newPath);
    if (file === undefined || entry === undefined) return 0;
    if (file.content === "binary" || isLinkToCommit(file)) return pathText(file.newPath);
    const rows = file.content === "none" ? [] : await wholeRows(source, one.number, file);
    return compare(file, entry, rows);
  });
  const all = await Promise.all(found);
  return {
    hashed: all.reduce<number>((sum, one) => (typeof one === "number" ? sum + one : sum), 0),
    opaque: all.filter((one) => typeof one === "string"),
  };
}

const isLinkToCommit = ({ oldMode, newMode }: PatchFile) => oldMode === "160000" || newMode === "160000";

async function compare(file: PatchFile, entry: Entry, rows: readonly Row[]): Promise<number> {
  // Both sides have a content that no row shows, where the mode alone is another.
  if (file.content === "none" && file.status === "modified") {
    if (entry.oldSha256 !== entry.newSha256) throw differs(file);
    return 0;
  }
  const sides = [
    ...(file.status === "added" ? [] : [["removed", entry.oldSha256] as const]),
    ...(file.status === "deleted" ? [] : [["added", entry.newSha256] as const]),
  ];
  for (const [kind, digest] of sides) if ((await digestOf(rows, kind)) !== digest) throw differs(file);
  return sides.length;
}

async function digestOf(rows: readonly Row[], side: "removed" | "added"): Promise<string> {
  const text = rows
    .filter(({ kind }) => kind === "context" || kind === side)
    .map((row) => (row.ended ? `${row.text}\n` : row.text))
    .join("");
  const bytes = new Uint8Array(encodeText(text));
  return formatHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function differs({ newPath }: PatchFile) {
  const path = JSON.stringify(pathText(newPath)).slice(0, 200);
  return digestProblem(`the rows of ${path} are not the content that the change digest is made of`);
}

/** All rows of a file, those between hunks too. */
async function wholeRows(
  source: DifferenceSource,
  file: number,
  { hunks, status }: PatchFile,
): Promise<readonly Row[]> {
  if (status !== "modified") return hunks.flatMap(({ rows }) => rows);
  const gaps = shownGaps(
    hunks.map((hunk) => ({ ...hunk, first: 0 })),
    true,
  );
  const between = await Promise.all(gaps.map((gap, at) => gapRows(source, file, at, gap)));
  return [...hunks, undefined].flatMap((hunk, at) => [...(between[at] ?? []), ...(hunk?.rows ?? [])]);
}

/** Lines that are asked for at once. */
const MOST = 20_000;

async function gapRows(
  source: DifferenceSource,
  file: number,
  at: number,
  gap: ShownGap,
): Promise<readonly ContextRow[]> {
  if (gap.known && gap.count === 0) return [];
  const found: ContextRow[] = [];
  for (;;) {
    const { rows, of } = await source.gap(file, at, found.length, found.length + MOST);
    found.push(...rows);
    if (rows.length === 0 || found.length >= of) return found;
  }
}
