import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { EMPTY_PAGE, divided, keysOn, lookUp, rewritten, valuesOn } from "./page.ts";
import type { Page } from "./page.ts";

const key = fc.stringMatching(/^[0-9a-f]{1,6}$/);
const text = (page: Page) => new TextDecoder().decode(page);
const written = (entries: Readonly<Record<string, readonly string[]>>, page = EMPTY_PAGE) =>
  rewritten(page, Object.keys(entries), (one) => entries[one] ?? []);

describe("a page", () => {
  it("has a line for each key, sorted, with what stands under it", () => {
    const { page, added } = written({ b1: ["later"], a0: ["first", "second"] });
    expect(text(page)).toBe('a0 ["first","second"]\nb1 ["later"]\n');
    expect(added).toBe(2);
    expect([...keysOn(page)]).toEqual(["a0", "b1"]);
  });

  it("answers for every key what was written there last, whatever else stands on it", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, fc.array(fc.string())), { maxLength: 5 }), key, (writings, other) => {
        const wanted = new Map<string, readonly string[]>();
        let [page, count] = [EMPTY_PAGE, 0];
        for (const entries of writings) {
          const now = written(entries, page);
          for (const [name, values] of Object.entries(entries)) wanted.set(name, values);
          [page, count] = [now.page, count + now.added];
        }
        for (const [name, values] of wanted) expect(lookUp(page, name)).toEqual(values);
        expect(lookUp(page, other)).toEqual(wanted.get(other) ?? []);
        expect(count).toBe(wanted.size);
        expect(new Map(valuesOn(page))).toEqual(wanted);
      }),
    );
  });

  it("is divided by more digits without losing anything", () => {
    const { page } = written({ a0: ["1"], a01: ["2"], a1: ["3"], b: ["4"] });
    const parts = divided(page, 2);
    expect([...parts.keys()]).toEqual(["a0", "a1", "b"]);
    expect([...parts.values()].map(text).join("")).toBe(text(page));
  });

  it("has nothing under what is no key, such as the beginning of one of its lines", () => {
    const { page } = written({ a0: ["b c"] });
    for (const name of ["", 'a0 ["b', "A0", "a0\n"]) expect(lookUp(page, name)).toEqual([]);
    expect(() => written({ "a0 ": [] })).toThrow(expect.objectContaining({ code: "internal.page" }));
  });

  it("that does not end with a line feed is refused", () => {
    const { page } = written({ a0: ["b"] });
    expect(() => lookUp(page.subarray(0, -1), "a0")).toThrow(expect.objectContaining({ code: "state.page-line" }));
  });
});
