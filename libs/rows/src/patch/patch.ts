import { formatHex } from "@countersign/attest/hex";
import type { Hash } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import { decodeText, encodeText } from "../text/text.ts";
import { headerLines } from "./format-header.ts";
import { LineCursor } from "./line-cursor.ts";
import type { FileHeader, Patch, PatchFile } from "./patch-file.ts";
import { readHeader } from "./read-header.ts";
import { firstOf, hunkFollows, readHunk } from "./read-hunk.ts";
import type { Hunk, HunkHeader } from "./row.ts";
import { signOf } from "./row.ts";

/** Bytes of a patch that is read: what the git adapter lets a process print. */
const LARGEST = 1 << 26;

/**
 * Reads what git prints for {@link patchArguments}, byte for byte: every file is formatted again and compared, so that nothing that is shown
 * is a guess and nothing is left out. Pure; some 30 MB a second.
 *
 * `limit.patch` beyond 64 MiB. `git.patch-truncated`, `-header`, `-names`, `-mode`, `-hunk`, `-row`, `-order`, `-ended`, `-content`, `-place` (hunks
 * that do not go on from one another) and `-spelling` (readable, but not git's spelling) for what is no such patch: combined differences, `GIT
 * binary patch`, colours, other prefixes; `git.oid`.
 */
export function parsePatch(bytes: Uint8Array, sha256: Hash): Patch {
  if (bytes.length > LARGEST) throw new CountersignError("limit.patch", `a patch of ${bytes.length} bytes`);
  const lines = decodeText(bytes).split("\n");
  if (lines.pop() !== "") throw new CountersignError("git.patch-truncated", "the patch ends inside a line");
  const cursor = new LineCursor(lines);
  const files: PatchFile[] = [];
  while (cursor.peek() !== undefined) files.push(readFile(cursor, sha256));
  return { files, sha256: formatHex(sha256(bytes)) };
}

/** The bytes that `parsePatch` read. */
export function formatPatch(patch: Pick<Patch, "files">): Uint8Array {
  return encodeText(patch.files.map(fileText).join(""));
}

/** The part of a patch that is about this file; its SHA-256 is `PatchFile.sha256`. */
export function formatPatchFile(file: FileHeader & Pick<PatchFile, "hunks">): Uint8Array {
  return encodeText(fileText(file));
}

function readFile(cursor: LineCursor, sha256: Hash): PatchFile {
  const start = cursor.taken;
  const header = readHeader(cursor);
  if (header.content !== "lines") expectNextFile(cursor);
  if (!isWhole(header)) cursor.refuse("git.patch-content", "what differs in this file is not there");
  const hunks = header.content === "lines" ? readHunks(cursor) : [];
  const text = fileText({ ...header, hunks });
  if (text !== `${cursor.since(start).join("\n")}\n`)
    throw new CountersignError(
      "git.patch-spelling",
      `the file that begins in line ${start + 1} is not as git prints it`,
    );
  return { ...header, hunks, sha256: formatHex(sha256(encodeText(text))) };
}

function expectNextFile(cursor: LineCursor): void {
  const line = cursor.peek();
  if (line === undefined || line.startsWith("diff --git ")) return;
  cursor.take();
  cursor.refuse("git.patch-header", "no line as git prints it about a file");
}

/** SHA-1 and SHA-256 of the blob without bytes. */
const EMPTY: ReadonlySet<string> = new Set([
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
]);

/** Whether there is everything that git prints of such a file: contents that differ are shown unless the one that is there is empty. */
function isWhole({ status, oldMode, newMode, oldOid, newOid, content, similarity }: FileHeader): boolean {
  if (content !== "none") return oldOid !== newOid;
  if (status === "added") return EMPTY.has(newOid ?? "");
  if (status === "deleted") return EMPTY.has(oldOid ?? "");
  return oldOid === undefined && (oldMode !== newMode || similarity === 100);
}

function readHunks(cursor: LineCursor): readonly Hunk[] {
  const hunks: Hunk[] = [];
  do {
    const hunk = readHunk(cursor);
    const before = hunks.at(-1);
    if (!goesOn(before, hunk)) cursor.refuse("git.patch-place", "the hunk does not stand where the ones above end");
    hunks.push(hunk);
  } while (hunkFollows(cursor));
  return hunks;
}

/** Between two hunks lie as many lines on one side as on the other, and none behind the end of a side. */
function goesOn(before: Hunk | undefined, hunk: Hunk): boolean {
  const [old, now] = [firstOf(hunk.oldStart, hunk.oldCount), firstOf(hunk.newStart, hunk.newCount)];
  if (before === undefined) return old === now && old > 0;
  const oldGap = old - firstOf(before.oldStart, before.oldCount) - before.oldCount;
  const newGap = now - firstOf(before.newStart, before.newCount) - before.newCount;
  return oldGap === newGap && oldGap > 0 && before.rows.every(({ ended }) => ended);
}

function fileText(file: FileHeader & Pick<PatchFile, "hunks">): string {
  const parts = [...headerLines(file)];
  for (const hunk of file.hunks) {
    parts.push(hunkLine(hunk));
    for (const { kind, text, ended } of hunk.rows) {
      parts.push(signOf(kind) + text);
      if (!ended) parts.push("\\ No newline at end of file");
    }
  }
  return `${parts.join("\n")}\n`;
}

/** The line that git prints before the rows of a hunk: `@@ -12,3 +12,4 @@ def rank(items):`. */
export function hunkLine({ oldStart, oldCount, newStart, newCount, heading }: HunkHeader): string {
  const range = (start: number, count: number) => (count === 1 ? String(start) : `${start},${count}`);
  return `@@ -${range(oldStart, oldCount)} +${range(newStart, newCount)} @@${heading === undefined ? "" : ` ${heading}`}`;
}
