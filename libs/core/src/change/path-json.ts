import { base64, formatBase64, object, read } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { pathFromBytes, pathToBytes } from "../objects/path.ts";
import type { Path } from "../objects/path.ts";

/**
 * A path as it stands in JSON: a string, or `{"base64": "…"}` when its bytes are not valid UTF-8
 * ("Patterns"). Sorting is always by path bytes, never by this form.
 */
export type PathJson = string | { readonly base64: string };

/** The only JSON spelling of a path. */
export function formatPath(path: Path): PathJson {
  if (ASCII.test(path)) return path;
  const bytes = pathToBytes(path);
  return decodeUtf8(bytes) ?? { base64: formatBase64(bytes) };
}

/**
 * A path for a sentence: as it is when harmless, else as JSON in ASCII, so that neither control characters nor letters
 * that reorder text reach a terminal. Of a path that is not UTF-8 all but ASCII is in bytes: `"latin\\xe9.py"`.
 */
export function displayPath(path: Path): string {
  if (/^[\w./+@=,-]+$/.test(path)) return path;
  const name = formatPath(path);
  if (typeof name !== "string") return displayBytes(pathToBytes(path));
  return JSON.stringify(name).replace(/[^\x20-\x7e]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A backslash of the name itself is doubled, as in JSON: no two names are shown alike. */
function displayBytes(bytes: Uint8Array): string {
  const units = [...bytes].map((byte) => {
    const unit = String.fromCharCode(byte);
    if (unit === '"' || unit === "\\") return `\\${unit}`;
    return byte >= 0x20 && byte < 0x7f ? unit : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${units.join("")}"`;
}

/**
 * Reads what `formatPath` prints for a path that Git can have in a tree; `statement.path` for anything else, such as
 * base64 of valid UTF-8, an empty component, `..`, or a NUL byte, which ends a path in the change digest.
 */
export function parsePath(value: JsonValue): Path {
  const path = readPath(value);
  if (path !== undefined && isTreePath(path)) return path;
  // The value is not repeated: it may hold what a terminal obeys.
  throw new CountersignError("statement.path", "not the one spelling of a path that a tree can have");
}

const ASCII = /^[\0-\x7f]*$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readPath(value: JsonValue): Path | undefined {
  if (typeof value === "string") return value.isWellFormed() ? pathFromBytes(encoder.encode(value)) : undefined;
  const bytes = readEncoded(value);
  return bytes !== undefined && decodeUtf8(bytes) === undefined ? pathFromBytes(bytes) : undefined;
}

const encoded = object({ base64 });

function readEncoded(value: JsonValue): Uint8Array | undefined {
  try {
    return read(encoded, value, "statement").base64;
  } catch {
    return undefined;
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A NUL byte, or a component that is empty, `.` or `..`. */
const NO_TREE_PATH = /\0|(?:^|\/)\.{0,2}(?:\/|$)/;

function isTreePath(path: Path): boolean {
  return !NO_TREE_PATH.test(path);
}
