import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../text/text.ts";
import { countHidden, hiddenMarks } from "./hidden-marks.ts";

const shownAs = (text: string, options = {}) => hiddenMarks(text, options).map(({ kind, shown }) => [kind, shown]);

/** Every code point, and those that matter more often than by chance. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0x10ffff }),
  fc.integer({ min: 0, max: 0xff }),
  fc.integer({ min: 0x2000, max: 0x2070 }),
  fc.integer({ min: 0x300, max: 0x480 }),
);
const anyText = fc.array(unit, { maxLength: 300 }).map((points) => String.fromCodePoint(...points));

describe("what hides in a row", () => {
  it.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      "D5: bidirectional controls",
      "a\u202eb\u2066c",
      [
        ["bidi", "\\u{202e}"],
        ["bidi", "\\u{2066}"],
      ],
    ],
    [
      "D5: zero-width, tag and filler characters",
      "a\u200bb\u{e0041}c\u3164d",
      [
        ["invisible", "\\u{200b}"],
        ["invisible", "\\u{e0041}"],
        ["invisible", "\\u{3164}"],
      ],
    ],
    [
      "D5: variation selectors",
      "a\ufe0fb\u{e0100}",
      [
        ["invisible", "\\u{fe0f}"],
        ["invisible", "\\u{e0100}"],
      ],
    ],
    [
      "D5: blanks that are no blanks",
      "a\u00a0b\u2003c\u2800d",
      [
        ["blank", "\\u{a0}"],
        ["blank", "\\u{2003}"],
        ["blank", "\\u{2800}"],
      ],
    ],
    [
      "D7: what terminals obey",
      "\u001b[2Ja\u0007\u009b",
      [
        ["control", "\\u{1b}"],
        ["control", "\\u{7}"],
        ["control", "\\u{9b}"],
      ],
    ],
    [
      "D7: line ends that only some parsers see",
      "a\rb\u000bc\u000cd\u0085e\u2028f",
      ["d", "b", "c", "85", "2028"].map((hex) => ["control", `\\u{${hex}}`] as const),
    ],
    ["D4: the end of a line of DOS", "a\r", [["line-end", "\\u{d}"]]],
    [
      "D4: one more carriage return than that",
      "a\r\r",
      [
        ["control", "\\u{d}"],
        ["line-end", "\\u{d}"],
      ],
    ],
    ["D4: trailing blanks", "a = 1 \t ", [["trailing", "·⇥·"]]],
    [
      "D4: trailing blanks before the end of DOS",
      "a  \r",
      [
        ["trailing", "··"],
        ["line-end", "\\u{d}"],
      ],
    ],
    ["D6: code behind a gap", `x${" ".repeat(400)}steal()`, [["gap", "⟦400 blanks⟧"]]],
    ["D6: a line of blanks", " ".repeat(400), [["trailing", "⟦400 blanks⟧"]]],
    [
      "D8: bytes that are no UTF-8",
      decodeText(Uint8Array.of(0x61, 0xff, 0xc3)),
      [
        ["byte", "\\xff"],
        ["byte", "\\xc3"],
      ],
    ],
    ["D5: a letter of another alphabet in a word", "r\u0430nker", [["look-alike", "\u0430\\u{430}"]]],
    ["D5: a letter of another width", "ｅval", [["look-alike", "ｅ\\u{ff45}"]]],
    ["D5: marks that pile up", `a${"\u0301".repeat(6)}`, [["stacked", "\\u{301}".repeat(6)]]],
    ["nothing in ordinary text of any script", "\tif (ок) { /* 日本語, é, Δt */ }", []],
    ["nothing in an empty row", "", []],
  ])("%s", (_what, text, marks) => {
    expect(shownAs(text)).toEqual(marks);
  });

  it("D5: marks a whole word in look-alikes where a finding names the row", () => {
    expect(shownAs("сору(x)")).toEqual([]);
    expect(shownAs("сору(x)", { suspected: true }).map(([kind]) => kind)).toEqual(Array(4).fill("look-alike"));
    expect(shownAs("α = 1", { suspected: true })).toEqual([["look-alike", "α\\u{3b1}"]]);
  });

  it("leaves nothing that is not drawn or is obeyed, whatever the text", () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, suspected) => {
        const marks = hiddenMarks(text, { suspected });
        let [left, at] = ["", 0];
        for (const { from, to, shown } of marks) {
          expect(from).toBeGreaterThanOrEqual(at);
          expect(to).toBeGreaterThan(from);
          left += text.slice(at, from) + shown;
          at = to;
        }
        left += text.slice(at);
        expect(left).not.toMatch(/[^\P{C}\t]|[\u2028\u2029\u2800]|\p{Default_Ignorable_Code_Point}/u);
      }),
      { numRuns: 500 },
    );
  });

  it("J5: counts a gap as long as a file", () => {
    const gap = " ".repeat(1_000_000);
    expect(shownAs(`${gap}x${gap}y`)).toEqual([
      ["gap", "⟦1000000 blanks⟧"],
      ["gap", "⟦1000000 blanks⟧"],
    ]);
  });

  it("counts what stands in a file", () => {
    expect(countHidden([{ text: "a\r" }, { text: "b\u202ec\r" }, { text: "d" }])).toEqual({ "line-end": 2, bidi: 1 });
  });
});
