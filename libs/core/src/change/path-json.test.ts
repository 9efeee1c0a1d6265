import { text } from "@countersign/testkit";
import type { JsonValue } from "@countersign/attest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathFromBytes } from "../objects/path.ts";
import { displayPath, formatPath, parsePath } from "./path-json.ts";

describe("a path in JSON", () => {
  it("is a string when its bytes are UTF-8, and base64 when they are not", () => {
    expect(formatPath(pathFromBytes(text("ranker/é\n\u2028.py")))).toBe("ranker/é\n\u2028.py");
    expect(formatPath(pathFromBytes(text("\ufeffa")))).toBe("\ufeffa");
    expect(formatPath(pathFromBytes(new Uint8Array([0x61, 0x2f, 0xff])))).toEqual({ base64: "YS//" });
  });

  it("D13 comes back from JSON as the same bytes", () => {
    const component = fc.uint8Array({ minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 4 }), (parts) => {
        const path = pathFromBytes(new Uint8Array(parts.flatMap((part) => [0x2f, ...part]).slice(1)));
        fc.pre(!/\0|(?:^|\/)\.{0,2}(?:\/|$)/.test(path));
        expect(parsePath(JSON.parse(JSON.stringify(formatPath(path))))).toBe(path);
      }),
    );
  });

  it.each([
    ["ranker/score-2.py", "ranker/score-2.py"],
    ["a b", '"a b"'],
    ["a\u001b[2J\u009b\n\u007f", '"a\\u001b[2J\\u009b\\n\\u007f"'],
    ["a\u202e\u2028\u{1f600}", '"a\\u202e\\u2028\\ud83d\\ude00"'],
    ['"\\', '"\\"\\\\"'],
  ])("D7 reaches a sentence in ASCII, or as it is: %j", (path, shown) => {
    expect(displayPath(pathFromBytes(text(path)))).toBe(shown);
  });

  it("D13 in bytes that are no UTF-8 is shown with them as escapes", () => {
    const shown = (latin1: string) => displayPath(pathFromBytes(Uint8Array.from(latin1, (unit) => unit.charCodeAt(0))));
    expect(shown("latin\xe9.py")).toBe(String.raw`"latin\xe9.py"`);
    expect(shown('a"\\\x1b\xff')).toBe(String.raw`"a\"\\\x1b\xff"`);
  });

  const wrong: readonly (readonly [string, JsonValue])[] = [
    ["empty", ""],
    ["absolute", "/a"],
    ["a folder", "a/"],
    ["with an empty component", "a//b"],
    ["with a parent component", "a/../b"],
    ["with a dot component", "./a"],
    ["with a NUL byte, which would end it in the digest", "a\0b"],
    ["with a lone surrogate", "a\ud800"],
    ["a number", 1],
    ["a list", ["a"]],
    ["null", null],
    ["base64 of UTF-8", { base64: "YWI=" }],
    ["base64 of nothing", { base64: "" }],
    ["base64 without padding", { base64: "/w" }],
    ["base64 with more beside it", { base64: "/w==", text: "a" }],
    ["base64 with a NUL byte", { base64: "/wA=" }],
  ];

  it.each(wrong)("is refused when %s", (_what, value) => {
    expect(() => parsePath(value)).toThrow(expect.objectContaining({ code: "statement.path" }));
  });
});
