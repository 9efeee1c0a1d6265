import { parseOid } from "@countersign/core/objects";
import type { Mode, Oid, Path } from "@countersign/core";
import type { LineCursor } from "./line-cursor.ts";
import type { FileHeader } from "./patch-file.ts";
import { unquoteName } from "./quoted-name.ts";

/**
 * Reads the lines of a file up to its first hunk. `git.patch-header` for a line that git does not print there, `git.patch-names`,
 * `git.patch-mode`; `git.oid`. It takes more than git prints: the caller formats what it read and compares.
 */
export function readHeader(cursor: LineCursor): FileHeader {
  const both = cursor.takeAfter("diff --git ");
  if (both === undefined) {
    cursor.take();
    cursor.refuse("git.patch-header", "no file begins here as git prints it");
  }
  const modes = readModes(cursor);
  const rename = readRename(cursor);
  const names = rename ?? equalNames(both, cursor);
  const index = readIndex(cursor, modes);
  const content = readContent(cursor);
  return { ...names, status: rename?.status ?? modes.status, ...index, content };
}

type Modes = { readonly status: "added" | "deleted" | "modified"; readonly oldMode?: Mode; readonly newMode?: Mode };

function readModes(cursor: LineCursor): Modes {
  const added = cursor.takeAfter("new file mode ");
  if (added !== undefined) return { status: "added", oldMode: "000000", newMode: readMode(added, cursor) };
  const deleted = cursor.takeAfter("deleted file mode ");
  if (deleted !== undefined) return { status: "deleted", oldMode: readMode(deleted, cursor), newMode: "000000" };
  const old = cursor.takeAfter("old mode ");
  if (old === undefined) return { status: "modified" };
  const oldMode = readMode(old, cursor);
  return { status: "modified", oldMode, newMode: readMode(takeNamed(cursor, "new mode "), cursor) };
}

const MODES: readonly Mode[] = ["100644", "100755", "120000", "160000"];

function readMode(text: string, cursor: LineCursor): Mode {
  return MODES.find((mode) => mode === text) ?? cursor.refuse("git.patch-mode", "no mode of a file, link or submodule");
}

function takeNamed(cursor: LineCursor, prefix: string): string {
  const rest = cursor.takeAfter(prefix);
  if (rest !== undefined) return rest;
  cursor.take();
  return cursor.refuse("git.patch-header", `a line that begins with “${prefix.trim()}” has to stand here`);
}

type Names = Pick<FileHeader, "oldPath" | "newPath">;
type Rename = Names & { readonly status: "renamed" | "copied"; readonly similarity: number };

function readRename(cursor: LineCursor): Rename | undefined {
  const similarity = cursor.takeAfter("similarity index ");
  if (similarity === undefined) return undefined;
  const percent = Number.parseInt(similarity, 10);
  if (`${percent}%` !== similarity || percent > 100) cursor.refuse("git.patch-header", "no similarity in percent");
  const renamed = cursor.takeAfter("rename from ");
  const verb = renamed === undefined ? "copy" : "rename";
  const oldPath = unquoteName("", renamed ?? takeNamed(cursor, "copy from "));
  const newPath = unquoteName("", takeNamed(cursor, `${verb} to `));
  const status = verb === "rename" ? "renamed" : "copied";
  return { oldPath: named(oldPath, cursor), newPath: named(newPath, cursor), status, similarity: percent };
}

/** Where nothing is renamed, both names have the same length, so no blank in them makes two readings. */
function equalNames(both: string, cursor: LineCursor): Names {
  const half = (both.length - 1) / 2;
  const [oldPath, newPath] = [unquoteName("a/", both.slice(0, half)), unquoteName("b/", both.slice(half + 1))];
  if (oldPath !== newPath) cursor.refuse("git.patch-names", "two names, and nothing says that one became the other");
  return { oldPath: named(oldPath, cursor), newPath: named(newPath, cursor) };
}

function named(path: Path | undefined, cursor: LineCursor): Path {
  return path === undefined || path === "" ? cursor.refuse("git.patch-names", "no name as git prints it") : path;
}

type Index = Omit<Modes, "status"> & { readonly oldOid?: Oid; readonly newOid?: Oid };

/** The mode stands behind the object ids where it stays what it was. */
function readIndex(cursor: LineCursor, { oldMode, newMode }: Modes): Index {
  const known = oldMode === undefined || newMode === undefined ? {} : { oldMode, newMode };
  const index = cursor.takeAfter("index ");
  if (index === undefined) return known;
  const [ids = "", mode] = index.split(" ");
  const [oldOid = "", newOid = ""] = ids.split("..");
  const format = oldOid.length === 64 ? "sha256" : "sha1";
  const oids = { oldOid: parseOid(oldOid, format), newOid: parseOid(newOid, format) };
  if (mode === undefined) return { ...known, ...oids };
  const kept = readMode(mode, cursor);
  return { oldMode: oldMode ?? kept, newMode: newMode ?? kept, ...oids };
}

/** The names are those of the first line; the comparison with what is printed again holds them together. */
function readContent(cursor: LineCursor): FileHeader["content"] {
  if (cursor.takeAfter("--- ") !== undefined) {
    takeNamed(cursor, "+++ ");
    return "lines";
  }
  return cursor.takeAfter("Binary files ") === undefined ? "none" : "binary";
}
