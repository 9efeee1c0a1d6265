import { describe, expect, it } from "vitest";
import { formatPageTable, parsePageTable } from "./page-table.ts";

const digest = "5".repeat(64);

describe("a table of pages", () => {
  it("reads what it prints, with and without pages", () => {
    for (const digits of [0, 1, 3]) {
      const pages = new Map([["0".repeat(digits), digest]]);
      if (digits > 0) pages.set("f".repeat(digits), "6".repeat(64));
      const table = { digits, keys: 7, pages };
      expect(parsePageTable(formatPageTable(table))).toEqual(table);
    }
    expect(parsePageTable(formatPageTable({ digits: 2, keys: 0, pages: new Map() })).pages.size).toBe(0);
  });

  it("with more digits than an index takes, or of another length than its digits say, is refused", () => {
    const table = formatPageTable({ digits: 1, keys: 1, pages: new Map([["a", digest]]) });
    for (const digits of [0, 2, 4, 60])
      expect(() => parsePageTable({ ...table, digits })).toThrow(expect.objectContaining({ code: "state.pages" }));
  });
});
