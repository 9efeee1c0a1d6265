import { describe, expect, it } from "vitest";
import { analysed, readers } from "../detectors/analysed.testing.ts";
import type { Sides } from "../small-change.testing.ts";
import { smallChange } from "../small-change.testing.ts";
import { classify } from "./classify.ts";

/** Risk, class and code of everything but what the author's text leaves out, and the classes that the gate computes. */
async function told(sides: Sides) {
  const { findings, coverage } = await analysed(sides);
  const { change, source } = smallChange(sides);
  const classes = await classify(source, readers, change.entries);
  const found = findings.filter(({ code }) => !code.startsWith("claim."));
  return {
    said: [...new Set(found.map(({ risk, class: name, code }) => `${risk} ${name} ${code}`))].toSorted(),
    classes: new Set([...classes.values()].flat()),
    understood: coverage.every(({ analysed: how }) => how !== "none"),
  };
}

const FORMULA = ["def blend(p):\n    return p.reply\n", "def blend(p):\n    return quote(p)\n"] as const;

describe("whoever hides a change from the analysis finds it told all the same:", { timeout: 240_000 }, () => {
  it.each([
    "src/feed/blend.py",
    "ranker/docs/blend.py",
    "docs/blend.py",
    "infra/blend.py",
    "deploy/blend.py",
    "ranker/generated/blend.py",
    "vendor/blend.py",
    "data/blend.dat",
    "blend",
  ])("D26: ranking code in %s", async (path) => {
    const { said, classes } = await told({ [path]: FORMULA });
    expect(said.join("\n")).toMatch(/R2 logic logic\.(?:unclaimed|changed)/);
    expect(classes).toContain("logic");
  });

  it("D26: many such files are one finding, and a finding of another class explains its own file alone", async () => {
    const { findings } = await analysed({
      "src/a.py": FORMULA,
      "src/b.py": FORMULA,
      "src/c.py": ["W_BOOST = 1\n", "W_BOOST = 3\n"],
    });
    const unclaimed = findings.filter(({ code }) => code === "logic.unclaimed");
    expect(unclaimed.map(({ at }) => [...new Set(at.map(({ path }) => path))])).toEqual([["src/a.py", "src/b.py"]]);
  });

  it.each([
    ["a.lmr", "boost reply # by 12\n", "boost reply # by 6\n"],
    ["a.lmr", "/* boost 12 */\n", "/* boost 6 */\n"],
    ["a.go", "//go:build linux\npackage a\n", "//go:build ignore\npackage a\n"],
    ["a.go", 'package a\n\n// one\nimport "C"\n', 'package a\n\n// int w() { return 6; }\nimport "C"\n'],
    ["a.sql", "SELECT a FROM t WHERE x > 1 -- AND y\n", "SELECT a FROM t WHERE x > 1 /*! AND y */\n"],
    ["run.sh", "#!/bin/sh\nrun\n", "#!/opt/other\nrun\n"],
  ])("D27: what a tool obeys, or nobody knows to be a remark, in %s", async (name, before, after) => {
    const { said, classes } = await told({ [`ranker/${name}`]: [before, after] });
    expect(said).toContain("R2 logic logic.changed");
    expect(classes).toContain("logic");
  });

  it("D27: remarks of a known language are none of it", async () => {
    expect((await told({ "ranker/a.go": ["package a\n\n// one\n", "package a\n\n// two\n"] })).said).toEqual([]);
  });

  it("D27: a remark that an escape ends before its line does", async () => {
    const { said } = await told({ "ranker/A.java": ["// tuned\n", "// tuned \\u000a int w() { return 6; }\n"] });
    expect(said).toContain("R4 obfuscation text.control");
    const plain = ["// tuned\n", "// tuned \\\\u000a \\u00e9\n"] as const;
    expect((await told({ "ranker/A.java": plain })).said).toEqual([]);
    const { said: slow } = await told({ "ranker/A.java": ["// tuned\n", `// ${"\\".repeat(4000)}\n`] });
    expect(slow).toEqual([]);
  });

  it.each(["utf-7", "raw_unicode_escape", "rot13", "shift_jis"])(
    "D27 D8: a remark that asks for %s, in which remarks are code",
    async (codec) => {
      const { said, understood } = await told({ "ranker/a.py": ["W = 12\n", `# coding: ${codec}\nW = 12\n`] });
      expect(said).toContain("R3 opaque encoding.declared");
      expect(understood).toBe(false);
    },
  );

  it("D8: a remark that asks for what everybody reads is none", async () => {
    for (const codec of ["utf-8", "latin-1", "ISO-8859-15", "cp1252"])
      expect((await told({ "ranker/a.py": ["W = 12\n", `# -*- coding: ${codec} -*-\nW = 12\n`] })).said).toEqual([]);
  });

  it("D27: code that becomes a remark, and a remark that becomes code", async () => {
    const { said } = await told({ "ranker/a.py": ["# guard(p)\nrun(p)\n", "guard(p)\n# run(p)\n"] });
    expect(said).toContain("R2 logic logic.changed");
  });

  it.each([
    [
      "statements in another order",
      "def f(s):\n    s = g(s)\n    return h(s)\n    log(s)\n",
      "def f(s):\n    return h(s)\n    s = g(s)\n    log(s)\n",
    ],
    [
      "a statement out of its block",
      "def f(p):\n    if p.a:\n        p.s = 1\n        p.t = 2\n",
      "def f(p):\n    if p.a:\n        p.s = 1\n    p.t = 2\n",
    ],
    ["a name that is set twice, the other way round", "W = 6\nW = 12\n", "W = 12\nW = 6\n"],
    ["calls outside of every definition in another order", "add(a)\nadd(b)\n", "add(b)\nadd(a)\n"],
  ])("D28: %s", async (_, before, after) => {
    const { said, classes } = await told({ "ranker/a.py": [before, after] });
    expect(said).toContain("R2 logic logic.changed");
    expect(classes).toContain("logic");
  });

  it("D28: a key of a document under another key", async () => {
    const sides = ["a:\n  w: 3\n  x: hello\nb:\n  z: 1\n", "a:\n  w: 3\nb:\n  x: hello\n  z: 1\n"] as const;
    expect((await told({ "config/x.yaml": sides })).said).toContain("R2 logic logic.changed");
  });

  it.each(["misc/x.py", "tests/x.py", "ranker/x.py"])(
    "D28: a guard that goes, its lines in %s instead",
    async (path) => {
      const guard = "    if blocked(s):\n        return None\n";
      const { findings } = await analysed({
        "ranker/a.py": [`def f(s):\n${guard}    return s\n`, "def f(s):\n    return s\n"],
        [path]: ["y = 1\n", `y = 1\ndef z(s):\n${guard}`],
      });
      const places = findings.filter(({ risk }) => risk !== "R1").flatMap(({ at }) => at);
      expect(places).toContainEqual(expect.objectContaining({ path: "ranker/a.py", side: "base", from: 2 }));
    },
  );

  it("D28: another width of indentation is no such thing", async () => {
    const body = (indent: string) =>
      `if p.a:\n${indent}p.s = p.u * 2 + p.v * 3 + p.w * p.x + p.y * p.z\nrun(p)\n`.replaceAll(/^/gm, indent).trimEnd();
    const sides = (indent: string) => `def f(p):\n${body(indent)}\n`;
    expect((await told({ "ranker/a.py": [sides("    "), sides("  ")] })).said).toEqual([]);
  });

  it.each([
    ["a.py", "def f(p):\n    return p.reply * 12\n", "def f(p):\n    return p.reply * 6\n"],
    ["a.py", "def f(p):\n    return p.reply * 12\n", "def f(p):\n    return -p.reply * 12\n"],
    ["a.py", "SCORE = lambda p: p.reply * 12\n", "SCORE = lambda p: p.reply * 6\n"],
    ["a.rs", "fn score(p: P) -> f64 { p.reply * 12.0 }\n", "fn score(p: P) -> f64 { p.reply * -12.0 }\n"],
    [
      "a.go",
      "package a\nfunc score(p P) float64 { return p.Reply*12 }\n",
      "package a\nfunc score(p P) float64 { return p.Reply*6 }\n",
    ],
    ["a.ts", "export const score = (p) => p.reply * 12;\n", "export const score = (p) => p.reply * 6;\n"],
    [
      "A.java",
      "class A { double score(P p) { return p.reply * 12.0; } }\n",
      "class A { double score(P p) { return p.reply * 6.0; } }\n",
    ],
    ["A.scala", "object A { def score(p: P) = p.reply * 12.0 }\n", "object A { def score(p: P) = p.reply * 6.0 }\n"],
    ["a.lmr", "score = reply * 12 + like\n", "score = reply * 6 + like\n"],
    ["a.toml", 'score = "reply * 12 + like"\n', 'score = "reply * 6 + like"\n'],
    ["a.yaml", "score: reply * 12 + like\n", "score: reply * 6 + like\n"],
  ])("D29: a weight without a name in the formula of a score, in %s", async (name, before, after) => {
    const { said, classes } = await told({ [`ranker/${name}`]: [before, after] });
    expect(said.map((one) => one.slice(1))).toSatisfy((all: readonly string[]) =>
      ["3", "4"].some((risk) => all.includes(`${risk} weight weight.formula`)),
    );
    expect(classes).toContain("weight");
  });

  it.each([
    ["another module", "a.py", "from ranker.weights import W\n", "from ranker.weights2 import W\n"],
    ["another file", "a.ts", "import { score } from './a.ts';\n", "import { score } from './b.ts';\n"],
    ["another name there", "a.ts", "import { a as w, b } from './a.ts';\n", "import { a, b as w } from './a.ts';\n"],
    ["what it does alone", "a.ts", "import './a.ts';\n", "import './a.ts';\nimport './b.ts';\n"],
    ["a further document", "a.conf", "w { reply = 12 }\n", 'w { reply = 12 }\ninclude "over.conf"\n'],
  ])("D30 E5: %s is drawn in, in %s", async (_, name, before, after) => {
    const { said, classes } = await told({ [`ranker/${name}`]: [before, after] });
    expect(said).toContain("R2 logic logic.changed");
    expect(classes).toContain("logic");
  });

  it.each([
    ["a.py", "from ranker.weights import W\n", "from tests.weights import W\n"],
    ["a.ts", "import { a } from './b.ts';\n", "import { a } from './b.test.ts';\n"],
    ["a.conf", "w { reply = 12 }\n", 'w { reply = 12 }\ninclude url("https://example.org/over.conf")\n'],
    ["b.conf", "w { reply = 12 }\n", 'w { reply = 12 }\ninclude file("/etc/feed/over.conf")\n'],
  ])("D30 E15: what nobody reviews is drawn in, in %s", async (name, before, after) => {
    expect((await told({ [`ranker/${name}`]: [before, after] })).said).toContain("R4 remote-code remote.config");
  });

  it("D30: imports that are sorted, or follow what moved, and a framework for tests are none of it", async () => {
    const sorted = [
      "import { b } from './b.ts';\nimport { a } from './a.ts';\n",
      "import { a } from './a.ts';\nimport { b } from './b.ts';\n",
    ] as const;
    expect((await told({ "ranker/a.ts": sorted })).said).toEqual([]);
    const follows: Sides = {
      "ranker/a.py": ["from ranker.weights import W\n", "from ranker.params.weights import W\n"],
      "ranker/weights.py": ["W = 3\n", undefined],
      "ranker/params/weights.py": [undefined, "W = 3\n"],
    };
    expect((await told(follows)).said.filter((one) => !one.startsWith("R1"))).toEqual([]);
    const framework = ["class A {}\n", "import org.junit.jupiter.api.ParameterizedTest;\nclass A {}\n"] as const;
    expect((await told({ "ranker/A.java": framework })).said).toEqual(["R2 logic logic.changed"]);
  });

  it("D28: an element of a list of a document that stands in another list", async () => {
    const sides = ["a:\n  - x\n  - y\nb:\n  - z\n", "a:\n  - x\nb:\n  - y\n  - z\n"] as const;
    expect((await told({ "config/x.yaml": sides })).said).toContain("R2 logic logic.changed");
  });

  it("D26: a number beside what else changes explains itself alone", async () => {
    const text = (one: string, age: number) =>
      `def f(p):\n    ${one}a(p)\n    ${one}b(p)\n    MAX_AGE = ${age}\n    ${one}c(p)\n    return p\n`;
    const { said } = await told({ "ranker/x.py": [text("", 3), text("x = ", 4)] });
    expect(said).toEqual(["R2 logic logic.changed", "R2 threshold param.changed"]);
  });
});
