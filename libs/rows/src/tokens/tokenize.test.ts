import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TOKEN_CLASSES } from "../tokens-wire/token-class.ts";
import { blobLines } from "../text/blob-lines.ts";
import { encodeText } from "../text/text.ts";
import { languageOf } from "./languages.ts";
import type { Language } from "./languages.ts";
import { tokenize } from "./tokenize.ts";

const always = () => true;
const EXAMPLES: readonly (readonly [Language, string, readonly string[]])[] = [
  [
    "python",
    "@cached\ndef rank(x: int):\n    # why\n    return 'a' + 0.3",
    ["meta:@", "keyword:def", "function:rank", "comment:# why", "keyword:return", "string:'a'", "number:0.3"],
  ],
  [
    "scala",
    'object Rank {\n  val w = 0.31 // why\n  def f(s: String) = "a"\n}',
    ["keyword:object", "keyword:val", "number:0.31", "comment:// why", "type:String", 'string:"a"'],
  ],
  [
    "java",
    'class Rank {\n  final double w = 0.31; // why\n  String s = "a";\n}',
    ["keyword:class", "keyword:final", "number:0.31", "comment:// why", 'string:"a"'],
  ],
  [
    "go",
    "func rank(w float64) bool {\n\treturn w > 0.31 // why\n}",
    ["keyword:func", "function:rank", "keyword:return", "number:0.31", "comment:// why"],
  ],
  [
    "rust",
    "#[derive(Debug)]\nfn rank(w: f64) -> bool { w > 0.31 /* why */ }",
    ["keyword:fn", "type:f64", "number:0.31", "comment:/* why */"],
  ],
  [
    "typescript",
    "export const rank = (w: number): boolean => w > 0.31; // why",
    ["keyword:const", "type:number", "number:0.31", "comment:// why"],
  ],
  ["tsx", "const a = <Row size={3} />;", ["keyword:const", "number:3"]],
  ["javascript", "function rank(w) { return `a${w}`; }", ["keyword:function", "function:rank", "keyword:return"]],
  [
    "json",
    '{ "watch_time": 0.31, "on": true, "x": null }',
    ['property:"watch_time"', "number:0.31", "constant:true", "constant:null"],
  ],
  ["yaml", "# why\nweights:\n  watch_time: 0.31\n", ["comment:# why", "property:weights", "property:watch_time"]],
  ["toml", '[ranker]\nwatch_time = 0.31 # why\nname = "a"', ["number:0.31", "comment:# why", 'string:"a"']],
  [
    "sql",
    "SELECT user_id FROM views WHERE dwell > 30 -- why",
    ["keyword:SELECT", "keyword:FROM", "keyword:WHERE", "number:30", "comment:-- why"],
  ],
  [
    "markdown",
    "# Ranking\n\n*why* [here](https://a.example)\n",
    ["heading: Ranking", "emphasis:why", "link:here", "link:https://a.example"],
  ],
  [
    "proto",
    'syntax = "proto3";\nmessage View { optional string id = 1; } // why',
    ["keyword:message", "keyword:optional", "number:1", "comment:// why"],
  ],
];

function said(language: Language, text: string): readonly string[] {
  const tokens = tokenize(language, text, always);
  const lines = text.split("\n");
  if ("none" in tokens) return [tokens.none];
  return tokens.lines.flatMap((line, at) => {
    const found: string[] = [];
    for (let of = 0; of < line.length; of += 3)
      found.push(`${TOKEN_CLASSES[line[of + 2] ?? -1]}:${lines[at]?.slice(line[of], line[of + 1])}`);
    return found;
  });
}

const broken = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        "(",
        ")",
        "{",
        '"',
        "'",
        "`",
        "/*",
        "#",
        "\n",
        "\\",
        "${",
        "<a ",
        "x",
        "0.3",
        "\t",
        "\r",
        "--",
        "\udcff",
      ),
      { maxLength: 80 },
    )
    .map((all) => all.join("")),
);

describe("tokens", () => {
  it.each(EXAMPLES)("of %s are what they are", (language, text, expected) => {
    expect(said(language, text)).toEqual(expect.arrayContaining([...expected]));
  });

  it.each(EXAMPLES.map(([language, text]) => [language, text] as const))(
    "of %s stand in their lines, in order, whatever the text",
    (language, example) => {
      const text = fc.oneof(
        broken,
        fc
          .tuple(fc.nat(example.length), broken)
          .map(([at, middle]) => example.slice(0, at) + middle + example.slice(at)),
      );
      fc.assert(
        fc.property(text, (some) => {
          const tokens = tokenize(language, some, always);
          const { lines } = blobLines(encodeText(some));
          expect("lines" in tokens && tokens.lines.length).toBe(lines.length);
          if ("none" in tokens) return;
          for (const [at, line] of tokens.lines.entries()) {
            expect(line.length % 3).toBe(0);
            for (let of = 0, end = 0; of < line.length; of += 3) {
              const [from = -1, to = -1, kind = -1] = line.slice(of, of + 3);
              expect(from >= end && to > from && to <= (lines[at]?.length ?? -1)).toBe(true);
              expect(TOKEN_CLASSES[kind]).toBeDefined();
              end = to;
            }
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  it("J4: are given up when the caller says so, and not begun for what is too large", () => {
    const text = "x = 1\n".repeat(20_000);
    const asked = { times: 0 };
    const twice = () => (asked.times += 1) < 2;
    expect(tokenize("python", text, twice)).toEqual({ none: "stopped" });
    expect(tokenize("scala", text, () => false)).toEqual({ none: "stopped" });
    expect(asked.times).toBe(2);
    expect(tokenize("python", text.repeat(5), always)).toEqual({ none: "too-large" });
    expect(tokenize("typescript", `${text}${"*".repeat(10_001)}\n`, always)).toEqual({ none: "too-large" });
  });

  it.each(["python", "typescript", "json", "yaml", "markdown", "rust", "scala", "sql", "toml", "proto"] as const)(
    "J5: of %s come back where the nesting has no end",
    (language) => {
      for (const unit of ["(", "[", "{", "> ", "- ", "if x:\n ", "/*", "'", "a:"])
        expect(tokenize(language, unit.repeat(3_000), always)).not.toHaveProperty("none", "too-large");
    },
    120_000,
  );

  it("J4: of quotes in quotes are not looked for", () => {
    expect(tokenize("markdown", `a\n${"> ".repeat(4000)}\n`, always)).toEqual({ none: "too-deep" });
    expect(tokenize("markdown", "> ".repeat(90), always)).toHaveProperty("lines");
  });

  it("are of a language that the name tells, or of none", () => {
    const paths = ["ranker/score.py", "A.SCALA", "x.tsx", "Makefile", "a.py.txt", ".py", "weights.lmr", "py", "x."];
    expect(paths.map(languageOf)).toEqual([
      "python",
      "scala",
      "tsx",
      undefined,
      undefined,
      "python",
      undefined,
      undefined,
      undefined,
    ]);
  });
});
