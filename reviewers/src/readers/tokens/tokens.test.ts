import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Cursor } from "./cursor.ts";
import { scanTokens, tokensOf } from "./tokens.ts";

const spelled = (path: string, text: string) =>
  tokensOf(text, { path }).tokens.map((token) => `${token.is[0]}:${token.text}`);

describe("tokens", () => {
  it.each([
    [
      "a.rs",
      "fn f<'a>(x: &'a str) -> u8 { b'x' }",
      "w:fn w:f m:< m:' w:a m:> m:( w:x m:: m:& m:' w:a w:str m:) m:-> w:u8 m:{ s:b'x' m:}",
    ],
    ["a.rs", '/* a /* b */ c */ r#"d " e"# 1_u8', 'c:/* a /* b */ c */ s:r#"d " e"# n:1_u8'],
    ["a.py", 'x = f"a{b}" # c', 'w:x m:= s:f"a{b}" c:# c'],
    ["a.py", "x = y // 2", "w:x m:= w:y m:// n:2"],
    ["a.py", "def f():\n  '''doc'''\n  return '''no'''", "w:def w:f m:( m:) m:: c:'''doc''' w:return s:'''no'''"],
    ["a.scala", 'val `type` = s"$x" + """y " z""" // w', 'w:val w:`type` m:= s:s"$x" m:+ s:"""y " z""" c:// w'],
    ["a.scala", "24.hours + 0.5f + 7.1e-4", "n:24 m:. w:hours m:+ n:0.5f m:+ n:7.1e-4"],
    ["a.go", "x := `a\n\\` + 'c'", "w:x m::= s:`a\n\\` m:+ s:'c'"],
    ["a.ts", "a = /['\"]/g.test(b) / c", "w:a m:= s:/['\"]/g m:. w:test m:( w:b m:) m:/ w:c"],
    ["a.lua", "--[[ a\nb ]] x = 1 -- c", "c:--[[ a\nb ]] w:x m:= n:1 c:-- c"],
    ["a.cu", 'R"x(a)" b)x" 1\'000', 's:R"x(a)" b)x" n:1\'000'],
    ["a.sql", "a = 'it''s' -- b", "w:a m:= s:'it' s:'s' c:-- b"],
    ["a.sh", 'x="${y#z}" # w', 'w:x m:= s:"${y#z}" c:# w'],
    ["a.yaml", "a: b#c # d", "w:a m:: w:b m:# w:c c:# d"],
    ["a.xml", '<!-- a\nb --><c d="e"/>', 'c:<!-- a\nb --> m:< w:c w:d m:= s:"e" m:/>'],
    ["a.lmr", "it's 30s #a # b", "w:it m:' w:s n:30s m:# w:a c:# b"],
    ["a.md", "Don't `x` <!-- y -->", "w:Don m:' w:t m:` w:x m:` c:<!-- y -->"],
    ["", '"open\nnext', 's:"open w:next'],
    ["a.c", "/* open\nnext", "c:/* open w:next"],
    ["a.c", "a <<= 0xFFu && b.5 1..2", "w:a m:<<= n:0xFFu m:&& w:b m:. n:5 n:1 m:.. n:2"],
  ])("%s %j", (path, text, expected) => {
    expect(spelled(path, text).join(" ")).toBe(expected);
  });

  it("know their lines and columns", () => {
    expect(
      tokensOf('a\n  """b\nc""" d', { path: "a.kt" }).tokens.map(({ line, end, column }) => [line, end, column]),
    ).toEqual([
      [1, 1, 0],
      [2, 3, 2],
      [3, 3, 5],
    ]);
  });
});

const LANGUAGES = ["a.rs", "a.py", "a.ts", "a.scala", "a.lua", "a.sql", "a.sh", "a.md", "a.cu", "a.lmr", ""];
const pieces = fc.constantFrom(
  ...'/* */ // # -- " \' ` """ \'\'\' r#" R"x( ) \\ { } ( ) [ ] < > = : ; , . a 1 0x 1e- \n'.split(" "),
  "\n",
  " ",
  "\ud800",
  "é",
  "\u200b",
  "--[[",
);

describe("any text", () => {
  it("has its tokens in order, which leave out blanks alone", () => {
    fc.assert(
      fc.property(fc.constantFrom(...LANGUAGES), fc.array(pieces, { maxLength: 60 }), (path, parts) => {
        const text = parts.join("");
        const { tokens } = tokensOf(text, { path });
        expect(
          tokens
            .map((token) => token.text)
            .join("")
            .replaceAll(/\s/g, ""),
        ).toBe(text.replaceAll(/\s/g, ""));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(LANGUAGES)("is read in steps that grow as it does: %j", (path) => {
    const steps = (piece: string, times: number) => {
      const cursor = new Cursor(piece.repeat(times));
      scanTokens(cursor, path.slice(2).replace("rs", "rust").replace("py", "python").replace("ts", "typescript"));
      return cursor.looked / cursor.text.length;
    };
    for (const piece of [
      "/*",
      '"',
      "'",
      "`",
      '"""\n',
      'r#"',
      "/* /* */",
      "=/[",
      "a='\n",
      '\\"',
      "--[[",
      "<!--",
      "x\"'`",
    ])
      expect(steps(piece, 4_000), piece).toBeLessThan(150);
  });
});
