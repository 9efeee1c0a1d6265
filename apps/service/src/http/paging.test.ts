import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageByName, pageOf } from "./cursor.ts";
import { isKnown, requireMatch } from "./etag.ts";

describe("pages", () => {
  it.each(["rising", "falling"] as const)("%s, show each item once, however many there are", (order) => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 5 }), (places, limit) => {
        const sorted = places.toSorted((a, b) => (order === "rising" ? a - b : b - a));
        const seen: number[] = [];
        for (let cursor: string | null | undefined; cursor !== null;) {
          const from = cursor === undefined ? {} : { cursor };
          const page = pageOf(sorted, { limit, ...from }, (place) => place, order);
          seen.push(...page.items);
          cursor = page.next;
        }
        expect(seen).toEqual(sorted);
      }),
    );
  });

  it("by name, show each item once, whatever the names are", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.integer({ min: 1, max: 5 }), (names, limit) => {
        const sorted = names.map((name) => name.toWellFormed()).toSorted();
        const seen: string[] = [];
        for (let cursor: string | null | undefined; cursor !== null;) {
          const page = pageByName(sorted, { limit, ...(cursor === undefined ? {} : { cursor }) }, (name) => name);
          seen.push(...page.items);
          cursor = page.next;
        }
        expect(seen).toEqual(sorted);
      }),
    );
    expect(() => pageByName(["a"], { cursor: "x" }, (name) => name)).toThrow(
      expect.objectContaining({ code: "web.cursor" }),
    );
  });

  it.each(["", "x", Buffer.from("at 01").toString("base64url"), `${Buffer.from("at 1").toString("base64url")}=`])(
    "do not begin at %j",
    (cursor) => {
      expect(() => pageOf([1], { cursor }, (place) => place, "rising")).toThrow(
        expect.objectContaining({ code: "web.cursor" }),
      );
    },
  );
});

describe("tags", () => {
  it("are known to who names them among others, weakly too, or names all", () => {
    for (const header of ['"a"', 'W/"a"', '"b", "a"', "*"]) expect(isKnown(header, "a")).toBe(true);
    for (const header of [undefined, "a", '"b"', '"aa"', ""]) expect(isKnown(header, "a")).toBe(false);
  });

  it("stop a write that is meant for something else", () => {
    for (const header of [undefined, '"a"', "*"]) expect(() => requireMatch(header, "a")).not.toThrow();
    expect(() => requireMatch('"b"', "a")).toThrow(expect.objectContaining({ code: "web.precondition" }));
  });
});
