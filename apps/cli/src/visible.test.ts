import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleLine } from "./visible.ts";

/** Every code point, and those that matter more often than by chance. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0x10ffff }),
  fc.integer({ min: 0, max: 0xff }),
  fc.integer({ min: 0x2000, max: 0x2070 }),
);
const anyText = fc.array(unit, { maxLength: 300 }).map((points) => String.fromCodePoint(...points));

describe("visibleLine", () => {
  it.each([
    ["D5 bidirectional controls", "a\u202eb\u2066c", "a\\u{202e}b\\u{2066}c"],
    [
      "D5 zero-width, tag and filler characters",
      "a\u200bb\u{e0041}c\u3164d\u2800",
      "a\\u{200b}b\\u{e0041}c\\u{3164}d\\u{2800}",
    ],
    ["D5 variation selectors", "a\ufe0fb\u{e0100}", "a\\u{fe0f}b\\u{e0100}"],
    ["D5 blanks that are no blanks", "a\u00a0b\u2003c", "a\\u{a0}b\\u{2003}c"],
    ["D7 what terminals obey", "\u001b[2Ja\u0007\u009b", "\\u{1b}[2Ja\\u{7}\\u{9b}"],
    [
      "D7 line ends that only some parsers see",
      "a\rb\u000bc\u000cd\u0085e\u2028f",
      "a\\u{d}b\\u{b}c\\u{c}d\\u{85}e\\u{2028}f",
    ],
    ["D4 trailing blanks", "a = 1 \t ", "a = 1·⇥·"],
    ["D6 code behind a gap", `x${" ".repeat(400)}steal()`, "x⟦400 blanks⟧steal()"],
    ["D6 a line without end", "a".repeat(2500), `${"a".repeat(2000)}⟦500 more characters⟧`],
    ["ordinary text in any script", "\tif (ок) { /* 日本語, é */ }", "\tif (ок) { /* 日本語, é */ }"],
  ])("shows %s", (_what, line, shown) => {
    expect(visibleLine(line)).toBe(shown);
  });

  it("prints nothing that a terminal obeys, whatever the line", () => {
    fc.assert(
      fc.property(anyText, (line) => {
        expect(visibleLine(line)).not.toMatch(/[^\P{C}\t]|[\u2028\u2029]|\p{Default_Ignorable_Code_Point}/u);
      }),
    );
  });

  it("J5: counts a gap as long as a file", () => {
    const gap = " ".repeat(1_000_000);
    expect(visibleLine(`${gap}x${gap}y`)).toBe("⟦1000000 blanks⟧x⟦1000000 blanks⟧y");
    expect(visibleLine(gap)).toBe(`${"·".repeat(2000)}⟦998000 more characters⟧`);
  });

  it("keeps a long line whole when it is asked to", () => {
    expect(visibleLine("a".repeat(2500), { whole: true })).toBe("a".repeat(2500));
  });
});
