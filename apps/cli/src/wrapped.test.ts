import { describe, expect, it } from "vitest";
import { wrapped } from "./wrapped.ts";

describe("a long text", () => {
  it("is on lines of 80 columns, the first indented otherwise than the others", () => {
    const lines = wrapped(Array.from({ length: 40 }, (_, at) => `word${at}`).join(" "), 2, 4);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines.map((line) => line.search(/\S/))).toEqual([2, 4, 4, 4]);
  });

  it("keeps a word whole that is longer than a line, and blanks that align", () => {
    expect(wrapped(`a ${"x".repeat(90)} b`, 0)).toEqual(["a", "x".repeat(90), "b"]);
    expect(wrapped("key    12 → 9", 4)).toEqual(["    key    12 → 9"]);
  });
});
