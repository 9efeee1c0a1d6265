import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonText } from "./json-text.ts";

describe("JSON on standard output", () => {
  it("spells what a terminal would not show", () => {
    expect(jsonText({ path: "a\u202eb\u200b\u0085\u{e0001}" })).toBe(
      '{\n  "path": "a\\u202eb\\u200b\\u0085\\udb40\\udc01"\n}',
    );
  });

  it("is read back as it was, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(JSON.parse(jsonText({ text }))).toEqual({ text });
      }),
    );
  });
});
