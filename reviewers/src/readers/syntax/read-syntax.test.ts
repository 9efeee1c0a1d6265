import { beforeAll, describe, expect, it } from "vitest";
import type { Syntax } from "./load.ts";
import { readSyntax } from "./read-syntax.ts";
import { factsOf, loadAll, only } from "./syntax.testing.ts";

let syntax: Syntax;
beforeAll(async () => {
  syntax = await loadAll();
});

describe("lists", () => {
  const list = (language: string, text: string) =>
    only(factsOf(syntax, language, text), "list").map(({ name, items, ordered }) => ({
      name,
      items: items.map((item) => (item.is === "list" ? "list" : item.text)),
      ordered,
    }));

  it("a chain of operands is one list in their order", () => {
    expect(list("scala", `val stages = sources ++ filters ++ Seq(A, B)`)[0]).toEqual({
      name: "stages",
      items: ["sources", "filters", "A", "B"],
      ordered: true,
    });
    expect(list("scala", `val rule = first andThen second andThen third`)).toEqual([
      { name: "rule", items: ["first", "second", "third"], ordered: true },
    ]);
  });

  it("what is added one by one is one list", () => {
    expect(list("java", `class A { Object f = builder.add(X).add(Y).build(); }`)).toEqual([
      { name: "f", items: ["X", "Y"], ordered: true },
    ]);
  });

  it("a macro's elements are read", () => {
    expect(list("rust", `fn f() { let filters: Vec<F> = vec![Box::new(A), B::C, D]; }`)).toEqual([
      { name: "filters", items: ["Box :: new ( A )", "B.C", "D"], ordered: true },
    ]);
  });

  it("a list of named pairs is a list, and a setting for each", () => {
    const facts = factsOf(syntax, "scala", `val predicates = Seq(("a", _ => true), ("b", f))`);
    expect(only(facts, "list").map(({ name }) => name)).toEqual(["predicates"]);
    expect(only(facts, "setting").map(({ name, within }) => [...within, name])).toEqual([
      ["predicates"],
      ["predicates", "a"],
      ["predicates", "b"],
    ]);
  });

  it("a list in a box has the name of what has the box", () => {
    expect(list("rust", `fn f() { let effects = Arc::new(vec![A, B]); }`)).toEqual([
      { name: "effects", items: ["A", "B"], ordered: true },
    ]);
  });

  it("a list has the name of the argument or the callee that it is for", () => {
    expect(list("scala", `Pipeline(filters = Seq(A, B))`)).toMatchObject([{ name: "filters" }]);
    expect(list("python", `pipeline([A, B])`)).toMatchObject([{ name: "pipeline" }]);
  });
});

describe("definitions", () => {
  it("say what they extend", () => {
    const types = (language: string, text: string) => only(factsOf(syntax, language, text), "definition")[0]?.types;
    expect(types("scala", `class A extends Filter[Q, C] with B`)).toEqual(["Filter[Q,C]", "B"]);
    expect(types("java", `class A extends Base<Q> implements F, G {}`)).toEqual(["Base<Q>", "F", "G"]);
    expect(types("python", `class A(Base, mixin.B, metaclass=M): pass`)).toEqual(["Base", "mixin.B"]);
    expect(types("rust", `impl Filter<Q> for A {}`)).toEqual(["Filter<Q>"]);
    expect(types("typescript", `class A extends Base implements F {}`)).toEqual(["Base", "F"]);
  });

  it("fields have their type and annotations, and their value is a setting alone", () => {
    const [, a] = only(factsOf(syntax, "rust", `struct P {\n  /// shown\n  #[pii]\n  pub age: u8,\n}`), "definition");
    expect(a).toMatchObject({
      name: "age",
      sort: "field",
      types: ["u8"],
      notes: ["shown", "# [ pii ]"],
      within: ["P"],
    });
    const one = only(factsOf(syntax, "scala", `object P { val w: Double = 1.0 }`), "definition");
    const two = only(factsOf(syntax, "scala", `object P { val w: Double = 2.0 }`), "definition");
    expect(one[1]).toEqual(two[1]);
  });

  it("have a body without comments, layout and their own name", () => {
    const body = (text: string) => only(factsOf(syntax, "typescript", text), "definition")[0]?.body;
    expect(body(`function a(x: number) { /* one */ return x; }`)).toBe(
      body(`function b(x: number) {\n  return x; // two\n}`),
    );
  });
});

describe("tests inside a file", () => {
  it("are modules for tests, and examples in documentation", () => {
    const rust = `fn f() {}\n/// \`\`\`\n/// f();\n/// \`\`\`\nfn g() {}\n#[cfg(test)]\nmod tests {\n  const N: u8 = 1;\n}\n`;
    expect(readSyntax(syntax, "rust", rust)?.tests).toEqual([
      { from: 2, to: 4 },
      { from: 7, to: 9 },
    ]);
    expect(only(factsOf(syntax, "rust", rust), "setting")).toMatchObject([{ name: "N", test: true }]);
    const python = `def f():\n    """It is.\n\n    >>> f()\n    1\n    """\nif __name__ == "__main__":\n    x = 1\n`;
    expect(readSyntax(syntax, "python", python)?.tests).toEqual([
      { from: 4, to: 4 },
      { from: 7, to: 8 },
    ]);
  });
});

describe("what is no text of the language", () => {
  it("has no facts and says so", () => {
    const prose = "These are not the lines of a program; nobody would think so, would they? ".repeat(20);
    expect(readSyntax(syntax, "go", prose)).toMatchObject({ facts: [], troubles: [{ code: "opaque.parse", line: 1 }] });
  });

  it("keeps what is around a small mistake", () => {
    const reading = readSyntax(
      syntax,
      "java",
      `class A { int a = 1; int = ; int b = 2; ${"int f() { return 1; } ".repeat(9)}}`,
    );
    expect(only(reading?.facts ?? [], "setting").map(({ name }) => name)).toEqual(["a", "b"]);
    expect(reading?.troubles).toEqual([]);
  });

  it("is nothing where there is no grammar", () => {
    expect(readSyntax(syntax, "cobol", "x")).toBeUndefined();
    expect(readSyntax(syntax, "constructor", "x")).toBeUndefined();
    expect(readSyntax({ grammars: new Map() }, "go", "x")).toBeUndefined();
  });
});

describe("hostile texts", () => {
  const HOSTILE: readonly (readonly [string, readonly string[], string])[] = [
    ["100,000 parentheses in one another", ["python", "go"], "(".repeat(100_000) + ")".repeat(100_000)],
    ["brackets that nobody closes", ["scala", "rust"], "[".repeat(5_000)],
    ["a megabyte in one line", ["typescript"], `x = ${"a + ".repeat(260_000)}b`],
    ["zeros", ["scala", "java", "tsx"], `x = 1\n${"\0a".repeat(2_000)}`],
    ["lone surrogates", ["scala", "javascript"], `x = '\ud800'\n${"\udfff\ud800".repeat(2_000)}`],
    ["signs that recovery never gets through", ["go"], "+-*/<>=!&|^%~?:".repeat(4_000)],
    ["what may be a type or a comparison, and exhausts the memory", ["java"], "a<".repeat(200_000)],
    ["calls in calls", ["rust", "go"], "f(".repeat(1_500) + ")".repeat(1_500)],
    ["comments in one line", ["java"], "/*/".repeat(60_000)],
    ["nothing", ["go", "java", "javascript", "python", "rust", "scala", "tsx", "typescript"], ""],
  ];

  it.each(HOSTILE)("J: %s are read or refused, and the next text is read as ever", (_, languages, text) => {
    for (const language of languages) {
      const reading = readSyntax(syntax, language, text);
      for (const { code } of reading?.troubles ?? []) expect(["limit.syntax", "opaque.parse"]).toContain(code);
      if ((reading?.troubles.length ?? 0) > 0) expect(reading?.facts).toEqual([]);
    }
    expect(only(factsOf(syntax, "java", "class A { int a = 1; }"), "setting")).toHaveLength(1);
  });

  it("J: a text of more than a mebibyte is refused, counted in bytes", () => {
    const ascii = `x = "${"a".repeat(1_048_570)}"`;
    const wide = `x = "${"é".repeat(600_000)}"`;
    for (const text of [`${ascii}  `, wide])
      expect(readSyntax(syntax, "python", text)?.troubles).toMatchObject([{ code: "limit.syntax" }]);
    expect(readSyntax(syntax, "python", ascii)?.troubles).toEqual([]);
  });

  it("J: definitions in one another do not repeat the text without end", () => {
    const text = `${"object A { ".repeat(1_000)}${"val x = 1\n".repeat(10_000)}${"}".repeat(1_000)}`;
    const reading = readSyntax(syntax, "scala", text);
    expect(reading).toMatchObject({ facts: [], troubles: [{ code: "limit.syntax" }] });
  });
});
