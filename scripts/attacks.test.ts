import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUE } from "./attacks/catalogue.ts";
import { DIFFERENCES } from "./attacks/differences.ts";
import { attackFiles, leadingIds } from "./attacks/named-tests.ts";

const FILES = attackFiles(join(import.meta.dirname, ".."));
const IDS = new Set(CATALOGUE.map(({ id }) => id));

describe("the catalogue of attacks", () => {
  it("has every row once, the groups in order and numbered without a gap", () => {
    expect(IDS.size).toBe(CATALOGUE.length);
    const groups = Map.groupBy(CATALOGUE, ({ id }) => id.slice(0, 1));
    expect([...groups.keys()].join("")).toBe("ABCDEFGHJ");
    for (const [letter, rows] of groups)
      expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => `${letter}${index + 1}`));
  });

  it.each(CATALOGUE.filter(({ tested }) => tested))("$id is played by a test: $attack", ({ id, codes }) => {
    const files = FILES.filter(({ ids }) => ids.has(id));
    expect(files.length).toBeGreaterThan(0);
    const missing = codes.filter((code) => !files.some(({ text }) => text.includes(code)));
    expect(missing, files.map(({ path }) => path).join(", ")).toEqual([]);
  });

  it("says of every row without tests what it waits for", () => {
    expect(CATALOGUE.filter(({ tested, waitsFor }) => !tested && waitsFor === undefined)).toEqual([]);
  });

  it.each(FILES.map(({ path, ids }) => [path, [...ids]] as const))("%s names only rows of it", (_, ids) => {
    expect(ids.filter((id) => !IDS.has(id))).toEqual([]);
  });

  it("says only of rows of it that they answer otherwise than the design", () => {
    expect([...DIFFERENCES.keys()].filter((id) => !IDS.has(id))).toEqual([]);
  });

  it.each([...DIFFERENCES])("%s asserts what it says that it answers: %s", (id, why) => {
    const [answer = ""] = why.split(/ for |:/, 1);
    const texts = FILES.filter(({ ids }) => ids.has(id)).map(({ text }) => text);
    const codes = [...answer.matchAll(/\b[a-z]+\.[a-z-]+/g)].map(([code]) => code);
    expect(codes.filter((code) => !texts.some((text) => text.includes(code)))).toEqual([]);
  });

  it("takes the ids from the beginning of a name", () => {
    expect(leadingIds("A9 B10 B24 withdrawn, expired")).toEqual(["A9", "B10", "B24"]);
    expect(leadingIds("A7a: another file")).toEqual(["A7"]);
    expect(leadingIds("C17 C18: %j")).toEqual(["C17", "C18"]);
    expect(leadingIds("Answers B1")).toEqual([]);
  });
});
