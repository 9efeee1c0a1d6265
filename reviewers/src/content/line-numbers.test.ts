import { describe, expect, it } from "vitest";
import { numberLines } from "./line-numbers.ts";
import { lineAt, lineCount, textLines } from "./text-lines.ts";

function linesOf(text: string) {
  return textLines({ text, bytes: new TextEncoder().encode(text) });
}

function numbersOf(before: string, after: string) {
  const spans = [before, after].map((text) => {
    const lines = linesOf(text);
    return { lines, from: 0, to: lineCount(lines) };
  });
  const [old, now] = spans;
  if (old === undefined || now === undefined) throw new Error("there are two spans");
  const numbers = numberLines(old, now);
  return { ...numbers, before: [...numbers.before], after: [...numbers.after] };
}

describe("the lines of a text", () => {
  it.each([
    ["", [""]],
    ["\n", ["", ""]],
    ["a\r\nb", ["a\r", "b"]],
    ["\ufeffé\n漢字\n", ["\ufeffé", "漢字", ""]],
  ])("of %j are cut out as they are", (text, expected) => {
    const lines = linesOf(text);
    const found = Array.from({ length: lineCount(lines) }, (_, at) => lineAt(lines, at));
    expect(found).toEqual(expected.map((line, at) => ({ number: at + 1, text: line })));
  });

  it("have one number where they are equal, on either side", () => {
    expect(numbersOf("a\nbbbbb\na", "bbbbb\n\nbbbbc\n")).toEqual({
      before: [0, 1, 0],
      after: [1, 2, 3, 2],
      distinct: 4,
    });
  });

  it("J5: are told apart in linear time where an author made all of them meet in one place of the table", () => {
    const lines = meeting(1_000);
    const { before, after, distinct } = numbersOf(lines.join("\n"), lines.toReversed().join("\n"));
    expect(distinct).toBe(lines.length);
    expect(after).toEqual(before.toReversed());
  });
});

/** Lines of eight characters of which the second half undoes what the first does to the hash. */
function meeting(count: number): readonly string[] {
  const found: string[] = [];
  for (let word = 0x20202020; found.length < count; word += 1) {
    const first = Uint8Array.of(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
    const hash = Math.imul(8 ^ word, 0x9e3779b1);
    const second = hash ^ (hash >>> 15) ^ 0x12345678;
    const bytes = [...first, second >>> 24, (second >>> 16) & 255, (second >>> 8) & 255, second & 255];
    if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) found.push(String.fromCharCode(...bytes));
  }
  return found;
}
