import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeByTable, encode, formatBase64, formatBase64Url, parseBase64 } from "./base64.ts";
import { encodeUtf8 } from "./bytes.ts";

const refused = expect.objectContaining({ code: "attest.base64" });

describe("base64", () => {
  it.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foobar", "Zm9vYmFy"],
  ])("writes and reads the example %j of RFC 4648 §10", (plain, spelled) => {
    expect(formatBase64(encodeUtf8(plain))).toBe(spelled);
    expect(parseBase64(spelled)).toEqual(encodeUtf8(plain));
    expect(encode(encodeUtf8(plain))).toBe(spelled);
    expect(decodeByTable(spelled)).toEqual(encodeUtf8(plain));
  });

  it.each([
    ["no padding", "Zg"],
    ["half of the padding", "Zg="],
    ["too much padding", "Zg==="],
    ["padding alone", "===="],
    ["padding in the middle", "Zg==Zm9v"],
    ["stray bits before two pads", "Zh=="],
    ["stray bits before one pad", "Zm9="],
    ["the URL-safe alphabet", "-_-_"],
    ["a blank", "Zm9v "],
    ["a newline that fills up a group", "Zm9\n"],
    ["four blanks", "    "],
    ["blanks inside", "Zm 9v"],
    ["a character outside ASCII", "Zm9é"],
  ])("J2 refuses %s", (_what, text) => {
    expect(() => parseBase64(text)).toThrow(refused);
    expect(decodeByTable(text)).toBeUndefined();
  });

  it("names the area of the caller in its code", () => {
    expect(() => parseBase64("?", "bundle")).toThrow(expect.objectContaining({ code: "bundle.base64" }));
  });

  it("reads back every sequence of bytes, with and without the engine's own coder", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = formatBase64(bytes);
        expect(encode(bytes)).toBe(text);
        expect(parseBase64(text)).toEqual(bytes);
        expect(decodeByTable(text)).toEqual(bytes);
      }),
    );
  });

  it("accepts a text only if that is how its bytes are written", () => {
    const character = fc.constantFrom(..."AQgw/+=-_ \n");
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 8 }), (text) => {
        const bytes = decodeByTable(text);
        if (bytes === undefined) expect(() => parseBase64(text)).toThrow(refused);
        else expect([encode(bytes), formatBase64(parseBase64(text))]).toEqual([text, text]);
      }),
      { numRuns: 2000 },
    );
  });

  it("writes the URL-safe form without padding", () => {
    expect(formatBase64Url(Uint8Array.of(0xfb, 0xff, 0xfe, 0xff))).toBe("-__-_w");
  });
});
