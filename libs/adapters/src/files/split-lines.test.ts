import { text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineSplitter } from "./split-lines.ts";

const asText = (lines: readonly Uint8Array[]) => lines.map((line) => Buffer.from(line).toString("latin1"));

describe("a line splitter", () => {
  it("cuts at newlines only, and decodes nothing", () => {
    const splitter = lineSplitter(100);
    expect(asText(splitter.push(Uint8Array.of(0x61, 0x0d, 0x0a, 0x0a, 0xff, 0x0a, 0x62)))).toEqual(["a\r", "", "\xff"]);
    expect(splitter.begun()).toBe(1);
    expect(asText(splitter.push(text("\n")))).toEqual(["b"]);
    expect(splitter.begun()).toBe(0);
  });

  it("finds the same lines however the bytes are cut", () => {
    const bytes = fc
      .array(fc.constantFrom(0x0a, 0x61, 0x00, 0xff), { maxLength: 200 })
      .map((all) => Uint8Array.from(all));
    const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 50 });
    const property = fc.property(bytes, sizes, (all, cuts) => {
      const splitter = lineSplitter(200);
      const lines: Uint8Array[] = [];
      let at = 0;
      for (const size of cuts) {
        lines.push(...splitter.push(all.subarray(at, at + size)));
        at += size;
      }
      lines.push(...splitter.push(all.subarray(at)));
      const expected = Buffer.from(all).toString("latin1").split("\n");
      expect(asText(lines)).toEqual(expected.slice(0, -1));
      expect(splitter.begun()).toBe(expected.at(-1)?.length);
    });
    fc.assert(property);
  });

  it("gives bytes of their own, since the piece is used again", () => {
    const splitter = lineSplitter(100);
    const piece = text("one\ntw");
    const [one] = splitter.push(piece);
    piece.fill(0);
    const [two] = splitter.push(text("o\n"));
    expect([one, two]).toEqual([text("one"), text("two")]);
  });

  it("refuses a line that is too long as soon as it is, ended or not", () => {
    expect(asText(lineSplitter(3).push(text("abc\n")))).toEqual(["abc"]);
    expect(() => lineSplitter(3).push(text("abcd\n"))).toThrow(expect.objectContaining({ code: "limit.line" }));
    const splitter = lineSplitter(3);
    splitter.push(text("ab"));
    expect(() => splitter.push(text("cd"))).toThrow(expect.objectContaining({ code: "limit.line" }));
  });
});
