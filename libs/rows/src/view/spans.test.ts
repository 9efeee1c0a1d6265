import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hiddenMarks } from "./hidden-marks.ts";
import { drawRow } from "./spans.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(fc.constantFrom("a", " ", "\u202e", "😀", "\udcff", " ".repeat(90)), { maxLength: 20 })
    .map((all) => all.join("")),
);
/** Cuts of a text, in order, as ranges or tokens. */
const cuts = (length: number) =>
  fc.uniqueArray(fc.nat(length), { maxLength: 8 }).map((all) => {
    const sorted = all.toSorted((a, b) => a - b);
    return sorted.slice(0, sorted.length - (sorted.length % 2));
  });
const rangesOf = (all: readonly number[]) =>
  all.flatMap((from, at) => (at % 2 === 0 ? [{ from, to: all[at + 1] ?? from }] : []));
const scene = text.chain((line) =>
  fc.tuple(fc.constant(line), cuts(line.length), cuts(line.length), fc.integer({ min: 1, max: 120 })),
);

describe("drawing a row", () => {
  it("draws every unit once, each in the look of its layers, and counts the rest", () => {
    fc.assert(
      fc.property(scene, ([line, words, tokens, longest]) => {
        const marks = hiddenMarks(line);
        const layers = {
          words: rangesOf(words),
          marks,
          tokens: rangesOf(tokens).flatMap(({ from, to }) => [from, to, 3]),
        };
        const { spans, rest } = drawRow(line, layers, longest);
        const drawn = spans.map((span) => span.text).join("");
        expect(line.startsWith(drawn)).toBe(true);
        expect(drawn.length + rest).toBe(line.length);
        const shown = spans.reduce((sum, { text, mark }) => sum + (mark?.shown ?? text).length, 0);
        if (rest > 0) expect(shown).toBeGreaterThanOrEqual(longest - 1);
        for (const { from, to, text, changed, token, mark } of spans) {
          expect(line.slice(from, to)).toBe(text);
          expect(mark).toEqual(marks.find((one) => one.from === from && one.to === to));
          if (mark !== undefined) continue;
          const inside = (all: readonly number[]) => rangesOf(all).some((one) => one.from <= from && to <= one.to);
          expect([changed, token]).toEqual([inside(words), inside(tokens) ? 3 : undefined]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("D6: cuts a long line and says how much is left", () => {
    const { spans, rest } = drawRow("a".repeat(2500), {});
    expect([spans.map(({ to }) => to), rest]).toEqual([[2000], 500]);
  });

  it("D6: draws what stands behind a gap", () => {
    const line = `x = 1${" ".repeat(5000)}; steal()`;
    const { spans, rest } = drawRow(line, { marks: hiddenMarks(line) });
    expect(spans.map(({ text, mark }) => mark?.shown ?? text)).toEqual(["x = 1", "⟦5000 blanks⟧", "; steal()"]);
    expect(rest).toBe(0);
  });

  it("never cuts a letter in two", () => {
    expect(drawRow("a😀b", {}, 2)).toMatchObject({ spans: [{ text: "a" }], rest: 3 });
  });

  it("D22: hands out text alone, whatever it looks like", () => {
    const line = '<img src=x onerror="alert(1)">';
    expect(drawRow(line, { words: [{ from: 1, to: 4 }] }).spans.map((span) => span.text)).toEqual([
      "<",
      "img",
      ' src=x onerror="alert(1)">',
    ]);
  });
});
