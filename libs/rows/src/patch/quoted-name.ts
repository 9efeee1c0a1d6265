import { pathFromBytes } from "@countersign/core/objects";
import type { Path } from "@countersign/core";

/** What C spells with a letter behind a backslash. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ["\x07", "a"],
  ["\b", "b"],
  ["\t", "t"],
  ["\n", "n"],
  ["\v", "v"],
  ["\f", "f"],
  ["\r", "r"],
  ['"', '"'],
  ["\\", "\\"],
]);
const UNITS: ReadonlyMap<string, string> = new Map([...LETTERS].map(([unit, letter]) => [letter, unit]));
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/**
 * A name as git prints it with `core.quotePath`: `prefix` and path as they are, or in quotes as soon as one byte is not printable
 * ASCII: `"a/caf\303\251"`.
 */
export function quoteName(prefix: string, path: Path): string {
  if (PLAIN.test(path)) return prefix + path;
  return `"${prefix}${path.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, escapeOf)}"`;
}

/**
 * The path of a name that {@link quoteName} printed with this prefix; undefined for what begins otherwise. It takes more spellings than
 * there are: whoever reads prints again and compares.
 */
export function unquoteName(prefix: string, name: string): Path | undefined {
  const spelled = name.startsWith('"') ? name.slice(1, -1).replaceAll(ESCAPE, unitOf) : name;
  if (!spelled.startsWith(prefix)) return undefined;
  return pathFromBytes(Uint8Array.from(spelled.slice(prefix.length), (unit) => unit.charCodeAt(0)));
}

const ESCAPE = /\\(?:([0-3][0-7]{2})|([abtnvfr"\\]))/g;

function escapeOf(unit: string): string {
  return `\\${LETTERS.get(unit) ?? unit.charCodeAt(0).toString(8).padStart(3, "0")}`;
}

function unitOf(_escape: string, octal: string | undefined, letter = ""): string {
  return octal === undefined ? (UNITS.get(letter) ?? "") : String.fromCharCode(Number.parseInt(octal, 8));
}
