import { expect, it } from "vitest";
import { visiblePieces, visibleText } from "./visible.ts";

it.each([
  ["an order that is not that of the text", "a\u{202e}b", "a\\u{202e}b"],
  ["an isolate", "\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"],
  ["what has no width", "a\u{200b}\u{2060}\u{feff}b", "a\\u{200b}\\u{2060}\\u{feff}b"],
  ["tags and variation selectors", "a\u{e0041}\u{fe0f}", "a\\u{e0041}\\u{fe0f}"],
  ["line ends that only some see", "a\r\v\f\u{85}\u{2028}b\n", "a\\u{d}\\u{b}\\u{c}\\u{85}\\u{2028}b\\u{a}"],
  ["what terminals obey", "\u{1b}[31m\u{7}", "\\u{1b}[31m\\u{7}"],
  ["a blank that is none", "a\u{a0}\u{2003}\u{2800}\u{3164}b", "a\\u{a0}\\u{2003}\\u{2800}\\u{3164}b"],
  ["half of a character", "a\u{d800}b", "a\\u{d800}b"],
])("D5 D7: %s is an escape", (_what, text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

it("a text of any language is as it was written", () => {
  const text = "Fix « l'été » für 日本語 עברית — ok 👍";
  expect(visiblePieces(text)).toEqual([{ text, escaped: false }]);
  expect(visiblePieces("")).toEqual([]);
});
