import { structuredPatch } from "diff";
import type { Entry, Mode, Oid, Repository } from "@countersign/core";

/** One side of an entry: what kind of thing it is, and the size in bytes of what has content. */
export type Side = { readonly mode: Mode; readonly oid: Oid; readonly sha256: string; readonly size?: number };

/** Lines that changed with three around them; each line begins with ` `, `-`, `+` or `\`. */
export type Hunk = {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
};

/** Why contents are not shown line by line. */
export type Opaque = "submodule" | "binary" | "not UTF-8" | "too large";

/** What a reviewer can be shown of the difference at one path. */
export type EntryDiff = { readonly entry: Entry; readonly old?: Side; readonly new?: Side; readonly lfs: boolean } & (
  | { readonly hunks: readonly Hunk[] }
  | { readonly opaque: Opaque }
);

/** Contents above this are named by size and digest. */
const LARGEST = 512 * 1024;
/** Lines added and removed up to which the least difference is looked for: the cost grows with their square. */
const MOST_EDITS = 1000;

/** Reads both sides of an entry, every object hashed again, and compares them by lines. Nothing in them is interpreted. */
export async function diffEntry(repository: Repository, entry: Entry): Promise<EntryDiff> {
  const old = await readSide(repository, entry.oldMode, entry.oldOid, entry.oldSha256);
  const now = await readSide(repository, entry.newMode, entry.newOid, entry.newSha256);
  const texts = await textsOf(repository, old, now);
  const sides = { entry, ...(old === undefined ? {} : { old }), ...(now === undefined ? {} : { new: now }) };
  if ("opaque" in texts) return { ...sides, lfs: false, opaque: texts.opaque };
  const lfs = isLfsPointer(texts.old) || isLfsPointer(texts.new);
  return { ...sides, lfs, hunks: hunksOf(texts.old, texts.new) };
}

/** The least difference; where that would take too long, everything that was there and everything that is there now. */
function hunksOf(old: string, now: string): readonly Hunk[] {
  const options = { context: 3, maxEditLength: MOST_EDITS };
  const patch = structuredPatch("", "", old, now, undefined, undefined, options);
  if (patch !== undefined) return patch.hunks;
  const [before, after] = [linesOf(old, "-"), linesOf(now, "+")];
  const starts = { oldStart: 1, oldLines: before.count, newStart: 1, newLines: after.count };
  return [{ ...starts, lines: [...before.lines, ...after.lines] }];
}

function linesOf(text: string, sign: "-" | "+"): { readonly lines: readonly string[]; readonly count: number } {
  const lines = text.split("\n");
  const unended = lines.pop() ?? "";
  const signed = [...lines, ...(unended === "" ? [] : [unended])].map((line) => sign + line);
  return { lines: unended === "" ? signed : [...signed, "\\ No newline at end of file"], count: signed.length };
}

async function readSide(repository: Repository, mode: Mode, oid: Oid, sha256: string): Promise<Side | undefined> {
  if (mode === "000000") return undefined;
  if (mode === "160000") return { mode, oid, sha256 };
  return { mode, oid, sha256, size: (await repository.digest(oid)).size };
}

type Texts = { readonly old: string; readonly new: string } | { readonly opaque: Opaque };

async function textsOf(repository: Repository, old: Side | undefined, now: Side | undefined): Promise<Texts> {
  const sides = [old, now];
  if (sides.some((side) => side?.mode === "160000")) return { opaque: "submodule" };
  if (sides.some((side) => (side?.size ?? 0) > LARGEST)) return { opaque: "too large" };
  const [a, b] = await Promise.all([contentOf(repository, old), contentOf(repository, now)]);
  if (a.includes(0) || b.includes(0)) return { opaque: "binary" };
  const [before, after] = [decode(a), decode(b)];
  return before === undefined || after === undefined ? { opaque: "not UTF-8" } : { old: before, new: after };
}

async function contentOf(repository: Repository, side: Side | undefined): Promise<Uint8Array> {
  return side === undefined ? new Uint8Array() : repository.blob(side.oid, LARGEST);
}

/** A byte order mark is content like any other. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Three lines in Git that stand for a file elsewhere (attack D10). */
function isLfsPointer(text: string): boolean {
  return text.startsWith("version https://git-lfs.github.com/spec/");
}
