import { parseOid } from "@countersign/core/objects";
import { formatPath, parsePath } from "@countersign/core";
import type { Oid, Path } from "@countersign/core";
import {
  formatCanonical,
  gitObjectId,
  hexDigest,
  integer,
  list,
  object,
  oneOf,
  parseCanonical,
  read,
  refuse,
} from "@countersign/attest";
import type { JsonObject, JsonValue, Place, Read, Reader } from "@countersign/attest";
import { FILE_CARDS } from "../patch/file-cards.ts";
import { HIDDEN_KINDS } from "../view/hidden-marks.ts";
import type { HiddenKind } from "../view/hidden-marks.ts";
import { VERSION, disagree, version } from "./document.ts";
import type { IndexedFile, RowsIndex } from "./rows-index.ts";

/**
 * The bytes of an index: canonical JSON, with the members of {@link RowsIndex} under their names. `oldPath` is there where it is another one,
 * `hidden` has a number for each kind in the order of `HIDDEN_KINDS`.
 */
export function formatIndex({ sha256, files }: RowsIndex): Uint8Array {
  return formatCanonical({ files: files.map(fileJson), kind: "index", sha256, version: VERSION });
}

function fileJson({ header: { oldPath, newPath, ...header }, hidden, ...file }: IndexedFile): JsonObject {
  return {
    ...header,
    ...file,
    newPath: pathJson(newPath),
    ...(oldPath === newPath ? {} : { oldPath: pathJson(oldPath) }),
    hidden: HIDDEN_KINDS.map((kind) => hidden[kind] ?? 0),
  };
}

function pathJson(path: Path): JsonValue {
  const spelled = formatPath(path);
  return typeof spelled === "string" ? spelled : { base64: spelled.base64 };
}

const path: Reader<Path> = (value, place) => {
  try {
    return parsePath(value);
  } catch {
    return refuse(place, "rows-path", "no path that a tree can have");
  }
};

const oid: Reader<Oid> = (value, place) => {
  const text = gitObjectId(value, place);
  return parseOid(text, text.length === 64 ? "sha256" : "sha1");
};

const mode = oneOf("000000", "100644", "100755", "120000", "160000");

const file = object(
  {
    added: integer,
    cards: list(oneOf(...FILE_CARDS)),
    content: oneOf("lines", "binary", "none"),
    hidden: readHidden,
    hunks: integer,
    longest: integer,
    newPath: path,
    removed: integer,
    rows: integer,
    sha256: hexDigest,
    status: oneOf("added", "deleted", "modified", "renamed", "copied"),
  },
  { newMode: mode, newOid: oid, oldMode: mode, oldOid: oid, oldPath: path, similarity: integer },
);

const index = object({ files: list(file), kind: oneOf("index"), sha256: hexDigest, version });

/** Reads what {@link formatIndex} prints and nothing else; refuses as `parseSlice` does, and `web.rows-path`. */
export function parseIndex(bytes: Uint8Array): RowsIndex {
  const { files, sha256 } = read(index, parseCanonical(bytes, "web"), "web");
  return { sha256, files: files.map(indexed) };
}

function indexed(read: Read<typeof file>): IndexedFile {
  const { sha256, cards, hunks, rows, added, removed, longest, hidden, ...header } = read;
  if (header.oldPath === header.newPath) disagree("an old path that is no other");
  if (added + removed > rows) disagree("how many rows there are");
  const { oldPath = header.newPath, ...others } = header;
  return { header: { oldPath, ...others }, sha256, cards, hunks, rows, added, removed, longest, hidden };
}

function readHidden(value: JsonValue, place: Place): IndexedFile["hidden"] {
  const counts = list(integer)(value, place);
  if (counts.length !== HIDDEN_KINDS.length) refuse(place, "field-value", "not a number for each kind");
  const hidden: { [kind in HiddenKind]?: number } = {};
  for (const [at, kind] of HIDDEN_KINDS.entries()) if ((counts[at] ?? 0) > 0) hidden[kind] = counts[at] ?? 0;
  return hidden;
}
