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
export type Opaque = "submodule" | "binary" | "not UTF-8" | "too large" | "too different";

/** What a reviewer can be shown of the difference at one path. */
export type EntryDiff = { readonly entry: Entry; readonly old?: Side; readonly new?: Side; readonly lfs: boolean } & (
  | { readonly hunks: readonly Hunk[] }
  | { readonly opaque: Opaque }
);

/** Contents above this are named by size and digest. */
const LARGEST = 512 * 1024;
/** Lines added and removed beyond which no line-by-line comparison is looked for: its cost grows with their square. */
const MOST_EDITS = 4000;

/** Reads both sides of an entry, every object hashed again, and compares them by lines. Nothing in them is interpreted. */
export async function diffEntry(repository: Repository, entry: Entry): Promise<EntryDiff> {
  const old = await readSide(repository, entry.oldMode, entry.oldOid, entry.oldSha256);
  const now = await readSide(repository, entry.newMode, entry.newOid, entry.newSha256);
  const texts = await textsOf(repository, old, now);
  const sides = { entry, ...(old === undefined ? {} : { old }), ...(now === undefined ? {} : { new: now }) };
  if ("opaque" in texts) return { ...sides, lfs: false, opaque: texts.opaque };
  const lfs = isLfsPointer(texts.old) || isLfsPointer(texts.new);
  const patch = structuredPatch("", "", texts.old, texts.new, undefined, undefined, {
    context: 3,
    maxEditLength: MOST_EDITS,
  });
  return patch === undefined ? { ...sides, lfs, opaque: "too different" } : { ...sides, lfs, hunks: patch.hunks };
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
