import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact, Value } from "../../facts/fact.ts";
import { languageOf } from "./language.ts";
import { factsOfTokens } from "./token-facts.ts";
import { tokensOf } from "./tokens.ts";

function factsOf(path: string, text: string): readonly Fact[] {
  return factsOfTokens(tokensOf(text, { path }).tokens, languageOf(path));
}

/** What a fact says on one line, without its place. */
function said(fact: Fact): string {
  const within = fact.within.length === 0 ? "" : `${fact.within.join("/")}: `;
  return `${within}${fact.test ? "test " : ""}${sentence(fact)}`;
}

function sentence(fact: Fact): string {
  switch (fact.fact) {
    case "setting": {
      const { name, value, as, callee, remote, min, max } = fact;
      return [name, "=", spell(value), as, callee, remote, min, max].filter((part) => part !== undefined).join(" ");
    }
    case "call":
      return `${fact.callee}(${fact.args.map(({ name, value }) => `${name ?? ""}${name === undefined ? "" : "="}${spell(value)}`).join(", ")})`;
    case "comparison":
      return `${spell(fact.left)} ${fact.operator} ${spell(fact.right)}`;
    case "list":
      return `${fact.ordered ? "list" : "set"} ${fact.name} ${spell({ is: "list", items: fact.items })}`;
    case "definition":
      return [fact.sort, fact.name, ...fact.types].join(" ");
    case "branch":
      return `${fact.sort} ${fact.when} ? ${fact.then} : ${fact.otherwise}`;
    case "import":
      return `import ${fact.module}`;
    default:
      return fact satisfies never;
  }
}

function spell(value: Value): string {
  if (value.is === "list") return `[${value.items.map(spell).join(" ")}]`;
  if (value.is === "number") return value.decimal;
  if (value.is === "string") return `"${value.text}"`;
  return value.is === "code" ? `<${value.text}>` : value.text;
}

const saidIn = (path: string, text: string) => factsOf(path, text).map(said);

describe("the head of a type that goes on on the next line", () => {
  it("defines no rule of the name of its parent", () => {
    const facts = factsOf("A.scala", "case class A(x: Int)\n    extends B {\n  val limit = 5\n}\n");
    expect(facts.filter(({ fact }) => fact === "definition").map((fact) => said(fact))).toEqual(["type A"]);
  });
});

describe("facts of a language of rules that nobody knows", () => {
  const rules = `
-- who may be shown
rule eligible {
  require account_age_days >= 30 and not muted
  deny when country = "NO" and followers < 5_000
  drop if author in [101, 102]
  weight reply 12
  max_posts 40
}
source "fresh" {
  limit: 3
  unless trusted then hide
}`;

  it("are its conditions, comparisons and names", () => {
    expect(saidIn("eligibility.lmr", rules)).toEqual([
      "rule eligible",
      "eligible: if account_age_days >= 30 and not muted ? require : ",
      "eligible: account_age_days >= 30",
      'eligible: if country = "NO" and followers < 5_000 ? deny : ',
      'eligible: country == "NO"',
      "eligible: followers < 5000",
      "eligible: if author in [ 101 , 102 ] ? drop : ",
      "eligible: author in [101 102]",
      "list eligible [101 102]",
      "eligible: weight.reply = 12 config",
      "eligible: max_posts = 40 config",
      "rule fresh source",
      "fresh: limit = 3 constant",
      "fresh: if trusted ? hide : ",
    ]);
  });

  it.each([
    ["a.strato", "when: age >= 30\nthen: drop", ["if age >= 30 ? drop : ", "age >= 30"]],
    ["a.bot", 'if lang != "nb" then hide', ['if lang != "nb" ? hide : ', 'lang != "nb"']],
    ["a.df", 'tags contains "spam"', ['"spam" in tags']],
    ["a.d6w", "[batch]\nqueue.depth 500\nhost = a", ["batch: queue.depth = 500 config", "batch: host = a constant"]],
    ["rules", "keep where score >= 0.5", ["if score >= 0.5 ? keep : ", "score >= 0.5"]],
  ])("%s %j", (path, text, expected) => {
    expect(saidIn(path, text).toSorted()).toEqual([...expected].toSorted());
  });
});

describe("facts of a known language by its tokens", () => {
  it.each([
    ["a.kt", "val limit: Int = 24 * 14", ["limit = 336 constant"]],
    ["a.kt", "if (p.id !in BLOCKED) return false", ["if p . id ! in BLOCKED ? return false : ", "p.id not in BLOCKED"]],
    ["a.rb", "return if post.age > 30", ["if post . age > 30 ? return : ", "post.age > 30"]],
    ["a.rb", "score(post, boost: 2.0)", ["boost = 2 argument score", "score(post, boost=2)"]],
    ["a.cu", "const float w[] = {1.0f, 2.f};", ["list w [1 2]", "w = [1 2] constant"]],
    ["a.cc", "std::vector<int> ids{7, 8};", ["list ids [7 8]"]],
    ["a.sh", "run --max-posts=40 --quiet", ["max-posts = 40 constant"]],
    ["a.lua", "x = { reply = 12 }", ["x = <{ reply = 12 }> constant", "x: reply = 12 constant"]],
    [
      "a.rs",
      'param!(Reply, f64, "reply_w", 0.5);',
      ["Reply = 0.5 constant param reply_w", 'param(Reply, f64, "reply_w", 0.5)'],
    ],
    ["a.rs", "let a: Option<Vec<u8>> = None;", ["a = None constant"]],
    [
      "a.scala",
      "val stages = Seq(A, new B(n = 3))",
      [
        "list stages [A <new B ( n = 3 )>]",
        "stages = <Seq ( A , new B ( n = 3 ) )> constant",
        "stages: B(n=3)",
        "stages: Seq(A, <new B ( n = 3 )>)",
        "list stages [A <new B ( n = 3 )>]",
        "stages: n = 3 argument B",
      ].slice(1),
    ],
    [
      "a.scala",
      'object R extends P[Double](name = "r", default = 1.0, min = 0, max = 9)',
      [
        'R: P(name="r", default=1, min=0, max=9)',
        "R: default = 1 argument P",
        "R: max = 9 argument P",
        "R: min = 0 argument P",
        'R: name = "r" argument P',
        "type R P",
      ],
    ],
    [
      "a.scala",
      'object R extends BoundedParam(name = "r", default = 1.0, min = 0, max = 9)',
      [
        'R: BoundedParam(name="r", default=1, min=0, max=9)',
        "R = 1 constant BoundedParam r 0 9",
        "R: default = 1 argument BoundedParam",
        "R: max = 9 argument BoundedParam",
        "R: min = 0 argument BoundedParam",
        'R: name = "r" argument BoundedParam',
        "type R BoundedParam",
      ],
    ],
    [
      "a.scala",
      'Seq(("over_10k", _.likes >= 10000))',
      [
        'Seq(<( "over_10k" , _ . likes >= 10000 )>)',
        'list  [<( "over_10k" , _ . likes >= 10000 )>]',
        "over_10k: _.likes >= 10000",
      ],
    ],
    ["a.py", "[a for k, v in pairs]", []],
    [
      "a.rs",
      "static IDS: X = X::new(|| { FxHashSet::from_iter([7, 8]) });",
      [
        "IDS = <X :: new ( || { FxHashSet :: from_iter ( [ 7 , 8 ] ) } )> constant",
        "IDS: FxHashSet.from_iter([7 8])",
        "IDS: X.new(<|| { FxHashSet :: from_iter ( [ 7 , 8 ] ) }>)",
        "set IDS [7 8]",
      ],
    ],
    ["a.go", "for _, v := range x {\n\tf(1)\n}", ["v = <range x> constant", "f(1)"]],
    ["a.go", 'var hosts = []string{"a", "b"}', ['hosts = <[ ] string { "a" , "b" }> constant', 'list hosts ["a" "b"]']],
    [
      "a.go",
      "if e := f(); e != nil {\n\treturn\n}",
      ["e = <f ( )> constant", "e != nil", "e: f()", "if e := f ( ) ; e != nil ? return : "],
    ],
    [
      "a.java",
      'if (p.country().equals("NO")) { drop(); } else { keep(); }',
      [
        '<p . country ( )> == "NO"',
        "drop()",
        'if p . country ( ) . equals ( "NO" ) ? drop ( ) ; : keep ( ) ;',
        "keep()",
        "p.country()",
        'p.country.equals("NO")',
      ],
    ],
    ["a.java", "try { x(); } catch (E e) { return null; }", ["error E e ? return null ; : ", "x()"]],
    ["a.py", "def f(n=5):\n  return 0.5", ["f = 0.5 constant", "f: n = 5 default", "function f"]],
    ["a.py", "class A(B):\n  for k in (1, 2): pass", ["list A [1 2]", "type A B"]],
    ["a.ts", "const s = fresh ? 2 : 1;", ["s = <fresh ? 2 : 1> constant", "s: if fresh ? 2 : 1"]],
    ["a.ts", 'import { a } from "./b.ts";', ["import ./b.ts"]],
    ["a.ts", "score *= 1.5;", ["score = <score *= 1.5> constant"]],
    ["a.yaml", "models:\n  reply: 12", ["models: reply = 12 config"]],
    ["a.md", "if a < 5 then: 3", []],
  ])("%s %j", (path, text, expected) => {
    expect(saidIn(path, text).toSorted()).toEqual(expected.toSorted());
  });

  it("know what only tests run", () => {
    const rust = "fn a() { f(1); }\n#[cfg(test)]\nmod tests {\n  fn b() { g(2); }\n}\nfn c() { h(3); }";
    const tests = factsOf("a.rs", rust).filter(({ test }) => test);
    expect(tests.map(said)).toEqual(["test type tests", "tests: test function b", "tests/b: test g(2)"]);
    expect(saidIn("a.py", 'if __name__ == "__main__":\n  main(n=5)')).toContain("__main__: test main(n=5)");
  });

  it("have the words of remarks and annotations beside them as notes", () => {
    const text = "# how far back\n@tuned\nlimit = 5  # days\n";
    expect(factsOf("a.py", text).map((fact) => ("notes" in fact ? fact.notes.join(" ") : ""))).toEqual([
      "how far back tuned days",
    ]);
  });
});

describe("facts of any text", () => {
  const piece = fc.constantFrom(
    ..."a b.c 12 0.5 'x' \"y\" = == < > ( ) [ ] { } , ; : -> => . ? ! if else when case then end in not def class rule # // @ import * -".split(
      " ",
    ),
    "\n",
    "\n  ",
  );
  const path = fc.constantFrom(
    "a.rs",
    "a.py",
    "a.rb",
    "a.ts",
    "a.go",
    "a.scala",
    "a.sh",
    "a.yaml",
    "a.md",
    "a.lmr",
    "",
  );

  it("are found without throwing, within its lines, the same each time", () => {
    fc.assert(
      fc.property(path, fc.array(piece, { maxLength: 80 }), (name, parts) => {
        const text = parts.join(" ");
        const lines = text.split("\n").length;
        const facts = factsOf(name, text);
        expect(facts).toEqual(factsOf(name, text));
        expect(facts.every(({ from, to }) => from >= 1 && to >= from && to <= lines)).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });

  it("stay the same when layout alone changes", () => {
    const blanks = fc
      .array(fc.constantFrom(" ", "  ", "\t"), { minLength: 1, maxLength: 3 })
      .map((some) => some.join(""));
    const closed = fc.constantFrom(
      "a",
      "12",
      "'x'",
      "=",
      "==",
      "<",
      "(",
      ")",
      "[",
      "]",
      ",",
      "if",
      ".",
      "f",
      "in",
      "->",
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(closed, blanks), { maxLength: 60 }), (parts) => {
        const [plain, spaced] = [
          parts.map(([one]) => one).join(" "),
          parts.map(([one, space]) => `${one}${space}`).join(""),
        ];
        expect(saidIn("a.kt", `\n\n${spaced}`)).toEqual(saidIn("a.kt", plain));
      }),
    );
  });

  it("grow as the text does, however its brackets and branches stand", () => {
    for (const part of ["f(", "a=", "if a then ", "x = [1,", "class a {\n", "if if ", "a ? b : c "]) {
      const units = (times: number) =>
        JSON.stringify(factsOf("a.lmr", part.repeat(times) + ")".repeat(times))).length / times;
      expect(units(2_000), part).toBeLessThan(3 * units(200) + 4_000);
    }
  });
});
