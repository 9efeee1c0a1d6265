import { base64, formatBase64, formatHex, integer, object, parseHex, read } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { CountersignError } from "../error.ts";

/**
 * Names the pages of an index: the first `digits` digits of a key say on which page it stands, `pages` is the SHA-256 of
 * each page that there is, by those digits, and `keys` counts the keys on all of them.
 */
export type PageTable = { readonly digits: number; readonly keys: number; readonly pages: ReadonlyMap<string, string> };

/** The table of an index that holds nothing. */
export const EMPTY_TABLE: PageTable = { digits: 0, keys: 0, pages: new Map() };

/** The most digits that a table may go by. */
export const MOST_DIGITS = 3;

const DIGEST_BYTES = 32;

/** A table as JSON. The digests stand one after the other in the order of the digits, zeros where there is no page: it is read in every run. */
export function formatPageTable({ digits, keys, pages }: PageTable): JsonObject {
  const digests = new Uint8Array(DIGEST_BYTES * 16 ** digits);
  for (const [prefix, digest] of pages) digests.set(parseHex(digest, "state"), DIGEST_BYTES * numberOf(prefix));
  return { digits, keys, pages: formatBase64(digests) };
}

/** Reads what `formatPageTable` prints; `state.…`. */
export function parsePageTable(value: JsonValue): PageTable {
  const { digits, keys, pages: digests } = read(tableReader, value, "state");
  const count = 16 ** digits;
  if (digits > MOST_DIGITS || digests.length !== DIGEST_BYTES * count)
    throw new CountersignError("state.pages", `a table by ${digits} digits has ${digests.length} bytes`);
  const pages = new Map<string, string>();
  for (let number = 0; number < count; number += 1) {
    const digest = formatHex(digests.subarray(DIGEST_BYTES * number, DIGEST_BYTES * (number + 1)));
    if (digest !== NONE) pages.set(prefixOf(number, digits), digest);
  }
  return { digits, keys, pages };
}

const NONE = "0".repeat(2 * DIGEST_BYTES);
const tableReader = object({ digits: integer, keys: integer, pages: base64 });

function numberOf(prefix: string): number {
  return prefix === "" ? 0 : Number.parseInt(prefix, 16);
}

function prefixOf(number: number, digits: number): string {
  return digits === 0 ? "" : number.toString(16).padStart(digits, "0");
}
