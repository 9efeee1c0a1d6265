import { CountersignError } from "../error.ts";
import { idSize } from "./object-format.ts";
import type { ObjectFormat } from "./object-format.ts";

/**
 * A place in the bytes of a tree object: the current entry as positions, so that entries which nobody asks about cost
 * no allocation. `mode` is the six octal digits read as a decimal number (40000 for a folder), 0 after the last entry.
 */
export type TreeCursor = {
  readonly bytes: Uint8Array;
  readonly idSize: number;
  next: number;
  mode: number;
  nameStart: number;
  nameEnd: number;
  idStart: number;
  /** Start and end of the names of earlier files: those that the name of a later folder may still double. */
  readonly files: number[];
};

/** The mode of a folder, as {@link TreeCursor} holds it. */
export const FOLDER = 40000;

const NUL = 0;
const SPACE = 0x20;
const DOT = 0x2e;
const SLASH = 0x2f;

/** Begins to read a tree object, standing on its first entry. Throws as {@link advance}. */
export function openTree(bytes: Uint8Array, format: ObjectFormat): TreeCursor {
  const cursor: TreeCursor = {
    bytes,
    idSize: idSize(format),
    next: 0,
    mode: 0,
    nameStart: 0,
    nameEnd: 0,
    idStart: 0,
    files: [],
  };
  advance(cursor);
  return cursor;
}

/**
 * Goes to the next entry. Its mode must be one of the five that git writes (`git.mode`); names must be in git's order,
 * without doubles, `.`, `..`, `.git` and what file systems take for it, without `/` (`git.tree-object`).
 */
export function advance(cursor: TreeCursor): void {
  const previousMode = cursor.mode;
  const previousStart = cursor.nameStart;
  const previousEnd = cursor.nameEnd;
  if (cursor.next === cursor.bytes.length) {
    cursor.mode = 0;
    return;
  }
  readMode(cursor);
  readName(cursor);
  readId(cursor);
  if (previousMode === 0) return;
  if (compareNames(cursor.bytes, previousStart, previousEnd, previousMode, cursor) >= 0) {
    throw malformed("its entries are out of order or doubled");
  }
  if (previousMode !== FOLDER) cursor.files.push(previousStart, previousEnd);
  if (cursor.mode === FOLDER) refuseFolderNamedAsFile(cursor);
}

/** The order of the current entries of two trees as git sorts them: by name bytes, a folder as if its name ended with `/`. */
export function compareEntries(left: TreeCursor, right: TreeCursor): number {
  return compareNames(left.bytes, left.nameStart, left.nameEnd, left.mode, right);
}

/** Whether two entries carry the same object id. */
export function sameId(left: TreeCursor, right: TreeCursor): boolean {
  for (let at = 0; at < left.idSize; at += 1) {
    if (left.bytes[left.idStart + at] !== right.bytes[right.idStart + at]) return false;
  }
  return true;
}

function readMode(cursor: TreeCursor): void {
  const { bytes, next } = cursor;
  let at = next;
  let mode = 0;
  for (; bytes[at] !== SPACE; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7 || at === next + 6) throw unknownMode(bytes.subarray(next, at + 1));
    mode = mode * 10 + digit;
  }
  if (!isMode(mode, at - next)) throw unknownMode(bytes.subarray(next, at));
  cursor.mode = mode;
  cursor.nameStart = at + 1;
}

/** The number of digits rules out leading zeros. */
function isMode(mode: number, digits: number): boolean {
  switch (mode) {
    case FOLDER:
      return digits === 5;
    case 100644:
    case 100755:
    case 120000:
    case 160000:
      return digits === 6;
    default:
      return false;
  }
}

function readName(cursor: TreeCursor): void {
  const { bytes, nameStart } = cursor;
  let end = nameStart;
  for (; end < bytes.length && bytes[end] !== NUL; end += 1) {
    if (bytes[end] === SLASH) throw malformed("a name contains a slash");
  }
  if (end === bytes.length) throw malformed("an entry is cut short");
  if (end === nameStart) throw malformed("a name is empty");
  if (isReserved(bytes, nameStart, end)) throw malformed('a name is ".", "..", ".git" or read as such');
  cursor.nameEnd = end;
}

function readId(cursor: TreeCursor): void {
  cursor.idStart = cursor.nameEnd + 1;
  cursor.next = cursor.idStart + cursor.idSize;
  if (cursor.next > cursor.bytes.length) throw malformed("an entry is cut short");
}

function isReserved(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === DOT && (end === start + 1 || (end === start + 2 && bytes[start + 1] === DOT))) return true;
  // Names that begin otherwise are by far the most.
  if (first !== DOT && first !== 0x67 && first !== 0x47) return false;
  // NTFS ignores dots and blanks at the end of a name, reads `:` as a stream and knows `.git` as `git~1` too.
  return /^(?:\.git|git~1)[. ]*(?:[:\\]|$)/is.test(
    String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64))),
  );
}

/**
 * Git sorts file `a` before `a.b` before folder `a`, so a folder's double is not always its neighbour; but all between
 * begin with its name, and sort before any later folder of theirs. So each file is looked at once and forgotten.
 */
function refuseFolderNamedAsFile({ bytes, nameStart, nameEnd, files }: TreeCursor): void {
  while (files.length > 0) {
    const end = files[files.length - 1] ?? 0;
    const start = files[files.length - 2] ?? 0;
    if (!beginsWith(bytes, start, end, nameStart, nameEnd)) return;
    if (end - start === nameEnd - nameStart) throw malformed("one name is both a file and a folder");
    files.length -= 2;
  }
}

function beginsWith(bytes: Uint8Array, start: number, end: number, prefixStart: number, prefixEnd: number): boolean {
  if (prefixEnd - prefixStart > end - start) return false;
  for (let at = 0; at < prefixEnd - prefixStart; at += 1) {
    if (bytes[start + at] !== bytes[prefixStart + at]) return false;
  }
  return true;
}

function compareNames(bytes: Uint8Array, start: number, end: number, mode: number, other: TreeCursor): number {
  const common = Math.min(end - start, other.nameEnd - other.nameStart);
  for (let at = 0; at < common; at += 1) {
    const difference = (bytes[start + at] ?? 0) - (other.bytes[other.nameStart + at] ?? 0);
    if (difference !== 0) return difference;
  }
  return (
    nextByte(bytes, start + common, end, mode) -
    nextByte(other.bytes, other.nameStart + common, other.nameEnd, other.mode)
  );
}

function nextByte(bytes: Uint8Array, at: number, end: number, mode: number): number {
  if (at < end) return bytes[at] ?? 0;
  return mode === FOLDER ? SLASH : NUL;
}

function unknownMode(found: Uint8Array): CountersignError {
  const mode = JSON.stringify(String.fromCharCode(...found));
  return new CountersignError("git.mode", `a tree entry has the mode ${mode}, which git never writes`);
}

function malformed(what: string): CountersignError {
  return new CountersignError("git.tree-object", `a tree cannot be trusted: ${what}`);
}
