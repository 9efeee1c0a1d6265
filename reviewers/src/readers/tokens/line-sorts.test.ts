import { describe, expect, it } from "vitest";
import { importLines } from "./import-rows.ts";
import { languageOf } from "./language.ts";
import { sortLines } from "./line-sorts.ts";
import type { LineSort } from "./line-sorts.ts";
import { tokensOf } from "./tokens.ts";

function linesIn(path: string, text: string): readonly LineSort[] {
  const { tokens } = tokensOf(text, { path });
  const lines = text.split("\n").map((line, at) => ({ number: at + 1, text: line }));
  return sortLines(lines, tokens, importLines(tokens, languageOf(path)), languageOf(path));
}

function sorts(path: string, text: string): readonly string[] {
  return linesIn(path, text).map(({ sort }) => sort);
}

function texts(path: string, text: string): readonly string[] {
  return linesIn(path, text).map((line) => line.text);
}

describe("the sort of a line", () => {
  it.each([
    [
      "a.py",
      '"""Ranks."""\nfrom a.b import (\n  c,\n  d,\n)\n\nx = 1  # one',
      "comment import import import import blank code",
    ],
    [
      "a.scala",
      "package p\nimport a.b.{C, D => E}\n/* x\n y */ val z = 1\n  // w",
      "import import comment code comment",
    ],
    ["a.rs", "pub use a::b;\nuse c::{\n  d,\n};\n// e\nlet f = 1;", "import import import import comment code"],
    ["a.go", 'package p\nimport (\n  "fmt"\n  x "y/z"\n)\nvar a = 1', "import import import import import code"],
    ["a.ts", 'import { a } from "./a.ts";\nexport * from "./b.ts";\nexport const c = 1;', "import import code"],
    ["a.ts", 'const a = await import("./a.ts");\nimport("./b.ts");', "code code"],
    ["a.cc", '#include <vector>\n#include "a.h"\nusing namespace std;\n#define LIMIT 5', "import import import code"],
    ["a.rb", "require 'json'\nrequire_relative 'x'\nlimit 5", "import code code"],
    ["a.lmr", "require account_age >= 30\nrequire muted\ninclude friends\n-- a remark", "code code code code"],
    ["a.sql", "-- who\nselect a\nfrom b\n/* c */", "comment code code comment"],
    ["a.py", "import os; os.system('x')", "code"],
    ["", "# a remark\nkey: #5 \nhttp://x", "code code code"],
  ])("%s %j", (path, text, expected) => {
    expect(sorts(path, text).join(" ")).toBe(expected);
  });

  it("has the text of its tokens, without layout and remarks", () => {
    expect(texts("a.ts", "if(a){b( 1 )} // c")).toEqual(["if ( a ) { b ( 1 ) }"]);
    expect(texts("a.ts", "if (a) {\n  b(1) }").join(" ")).toBe("if ( a ) { b ( 1 ) }");
    expect(texts("a.py", 'x = """a\n  b"""')).toEqual(['x = """a', 'b"""']);
    expect(texts("a.ts", "/**\n * Ranks posts.\n */")).toEqual(["", "Ranks posts.", ""]);
  });
});
