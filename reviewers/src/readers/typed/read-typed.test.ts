import { describe, expect, it } from "vitest";
import { read } from "./say.testing.ts";
import { readTyped } from "./read-typed.ts";

const EXAMPLES: readonly (readonly [string, string])[] = [
  ["a.yaml", "a: &x {b: [1, 'c', \"d\"]}\n? k\n: |\n  t\n<<: *x\n- e: {{ f }}\n---\n!t g: ~"],
  ["a.json", '{"a": [1, {"b": "c\\u0061"}], // d\n /* e */ "f": -1.5e3, }'],
  ["a.toml", '[a."b"]\nc = """x\n"""\n[[d]]\ne = { f = [1, 2], g = \'h\' }\ni = 2020-01-01 00:00:00'],
  ["a.hocon", 'include file("a")\na.b { c = ${?D} [1, {e: 2}] "f" }\n"""g"""'],
  ["a.ini", "[a]\nb = c\\\n d\ne: 'f' ; g"],
  ["a.md", "# a\n| b | c |\n|---|---|\n| d | 1 |\n- `e`: 2\n```x\nf\n```\ng = 3 * h"],
  [
    "a.proto",
    'message A { oneof b { int32 c = 1 [d = "e"]; } enum F { G = 0; } extend H { } rpc I (J) returns (K) {} }',
  ],
  [
    "a.thrift",
    "struct A { 1: list<map<b,c>> d = [1] (e = 'f'), } const g H = -1 service I { j k(1: l m) throws (1: n o) }",
  ],
  [
    "a.sql",
    "WITH a AS (SELECT CASE b WHEN 'c' THEN 1 END d FROM e, (SELECT 1)) INSERT INTO f SELECT * FROM a WHERE g NOT IN (1) AND h BETWEEN 1 AND 2",
  ],
  ["a.j2", "{% if a %}{{ b }}{# c #}{% set d = 1 %}{% include 'e' %}{% endif %}"],
  ["a.pbtxt", 'a { b: "c" "d" e < f: [1, 2] > [g.h] { i: 1 } }'],
  ["a.csv", 'a,b\n"c ""d""",1\n'],
  ["a.xml", "<a b='c'><!-- d --><![CDATA[e]]>&#65;<f/></a>"],
  ["a.ipynb", '{"cells": [{"cell_type": "code", "source": ["a\\n", "b"]}]}'],
  ["package-lock.json", '{"dependencies": {"a": {"version": "1", "dependencies": {"b": {}}}}}'],
  ["Cargo.lock", '[[package]]\nname = "a"\nsource = { b = "c" }'],
  ["pom.xml", "<project><dependencies><dependency><groupId>a</groupId></dependency></dependencies></project>"],
  ["requirements.txt", "a[b]==1; c\n-e git+https://d#egg=e\n"],
  ["go.mod", "require (\n a v1 // b\n)\nreplace a => ../b"],
  ["list.txt", "a\nb # c\n"],
];

/** Marks that hurt, to be put anywhere. */
const SPLINTERS = [
  '"',
  "'",
  "{",
  "[",
  "(",
  "<",
  "\n",
  "\0",
  "\\",
  "*",
  "- ",
  ": ",
  "&a ",
  "{{",
  "\u{D800}",
  "```",
  '"""',
  "-->",
  "|",
];

describe("hostile texts", () => {
  it.each(EXAMPLES)("%s: every truncation is read without a throw", (path, text) => {
    for (let end = 0; end <= text.length; end += 1) readTyped(path, text.slice(0, end));
  });

  it.each(EXAMPLES)("%s: splinters at every place are read without a failure", (path, text) => {
    for (const splinter of SPLINTERS)
      for (let at = 0; at <= text.length; at += 1) {
        const troubles = readTyped(path, text.slice(0, at) + splinter + text.slice(at))?.troubles ?? [];
        expect(troubles.filter(({ what }) => what.startsWith("the reader failed"))).toEqual([]);
      }
  });

  it.each(EXAMPLES)("%s: each piece many times over stays within the bounds", (path, text) => {
    for (const piece of [
      ...SPLINTERS,
      text,
      "a:\n ",
      "<a>",
      "[a.",
      "struct a {",
      "message a {",
      "(select ",
      "case when ",
    ])
      readTyped(path, piece.repeat(5_000 / piece.length));
  });

  it("the same text gives the same reading", () => {
    for (const [path, text] of EXAMPLES) expect(readTyped(path, text)).toEqual(readTyped(path, text));
  });

  it("names are cut, so that no fact repeats a long path", () => {
    const text = `{${'"x'.concat("y".repeat(5_000), '": {').repeat(50)}"a": 1${"}".repeat(50)}}`;
    const [fact] = read("a.json", text).facts;
    expect(fact?.within.join(".").length).toBeLessThan(1_100);
  });

  it("a text beyond the bound is not read", () => {
    expect(read("a.json", " ".repeat(17_000_000)).troubles).toMatchObject([{ code: "limit.size" }]);
  });

  it("a text of too many tokens is not read", () => {
    expect(read("a.json", "[".repeat(2_100_000)).troubles).toMatchObject([{ code: "limit.tokens" }]);
  });

  it("what no format claims is left to others", () => {
    expect(readTyped("a.scala", "val a = 1")).toBeUndefined();
    expect(readTyped("a.constructor", "x")).toBeUndefined();
  });
});
