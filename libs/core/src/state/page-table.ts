import { hexDigest, integer, jsonObject, object, read } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";

/**
 * Names the pages of an index: the first `digits` digits of a key say on which page it stands, `pages` is the SHA-256 of
 * each page that there is, by those digits, and `keys` counts the keys on all of them.
 */
export type PageTable = { readonly digits: number; readonly keys: number; readonly pages: ReadonlyMap<string, string> };

/** The table of an index that holds nothing. */
export const EMPTY_TABLE: PageTable = { digits: 0, keys: 0, pages: new Map() };

/** A table as JSON. */
export function formatPageTable({ digits, keys, pages }: PageTable): JsonObject {
  return { digits, keys, pages: Object.fromEntries(pages) };
}

/** Reads what `formatPageTable` prints; `state.…`. */
export function parsePageTable(value: JsonValue): PageTable {
  const { digits, keys, pages } = read(tableReader, value, "state");
  return {
    digits,
    keys,
    pages: new Map(Object.entries(pages).map(([prefix, digest]) => [prefix, read(hexDigest, digest ?? "", "state")])),
  };
}

const tableReader = object({ digits: integer, keys: integer, pages: jsonObject });
