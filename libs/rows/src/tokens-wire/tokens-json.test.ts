import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TOKEN_CLASSES } from "./token-class.ts";
import { formatTokens, parseTokens } from "./tokens-json.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const line = fc
  .array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 20 }), fc.nat(TOKEN_CLASSES.length - 1)), { maxLength: 8 })
  .map((parts) => {
    const tokens: number[] = [];
    let end = 0;
    for (const [gap, length, kind] of parts) {
      tokens.push(end + gap, end + gap + length, kind);
      end += gap + length;
    }
    return tokens;
  });

describe("tokens on the wire", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(fc.array(line), fc.nat(100), (lines, from) => {
        const tokens = { language: "python", from, of: from + lines.length, lines };
        expect(parseTokens(formatTokens(tokens))).toEqual(tokens);
      }),
    );
  });

  it("say small numbers", () => {
    const bytes = formatTokens({ language: "go", from: 0, of: 1, lines: [[0, 3, 0, 7, 12, 5]] });
    expect(Buffer.from(bytes).toString()).toContain('"lines":[[0,3,0,4,5,5]]');
  });

  it.each([
    ["a class that nobody knows", "[[0,1,99]]", "web.rows-numbers"],
    ["half a token", "[[0,1]]", "web.rows-numbers"],
    ["a token without units", "[[0,0,1]]", "web.rows-numbers"],
    ["more lines than the blob has", "[[],[],[]]", "web.rows-numbers"],
    ["a class as markup", '[[0,1,"<b>"]]', "web.field-type"],
  ])("are refused with %s", (_what, lines, code) => {
    const text = `{"from":0,"kind":"tokens","language":"go","lines":${lines},"of":2,"version":"rows-1"}`;
    expect(() => parseTokens(Buffer.from(text))).toThrow(withCode(code));
  });
});
