import type { JsonValue } from "@countersign/attest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { examplePolicy } from "./example.testing.ts";
import { parsePolicy } from "./parse.ts";
import { policyBytes } from "./record.ts";
import { policyRemedy } from "./remedies.ts";
import { formatPolicyYaml } from "./yaml-text.ts";
import { MAX_POLICY_YAML, parsePolicyYaml } from "./yaml.ts";

const code = (text: string): string => {
  try {
    parsePolicyYaml(text);
    return "valid";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
};

describe("a policy in YAML", () => {
  it("is maps, lists, text, whole numbers, true and false", () => {
    const text = `# comment
version: 1
trial: false
organisations:
  - {id: acme, git: ["*@acme.example"]}
note: |
  two
  lines
quoted: 'no'
"on": "1.5"
nothing: ""
`;
    expect(parsePolicyYaml(text)).toEqual({
      version: 1,
      trial: false,
      organisations: [{ id: "acme", git: ["*@acme.example"] }],
      note: "two\nlines\n",
      quoted: "no",
      on: "1.5",
      nothing: "",
    });
  });

  it.each([
    "PT24H",
    "1.0.0",
    "v1",
    "production-eu",
    "github:123456",
    "0a",
    "refs/heads/main",
    "2026-11",
    "e3",
    "-",
    ".",
    "0.1.2",
    "none",
  ])("leaves %s text, as every reader does", (text) => {
    expect(parsePolicyYaml(`a: ${text === "-" || text === "." ? `"${text}"` : text}`)).toEqual({ a: text });
  });

  it("keeps a member called __proto__ a member", () => {
    const value = parsePolicyYaml("__proto__: {a: 1}");
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
  });

  it("begins with a marker or ends with one, if people like", () => {
    expect(parsePolicyYaml("---\na: 1\n...\n")).toEqual({ a: 1 });
  });
});

const refused: readonly (readonly [code: string, what: string, text: string])[] = [
  ["policy.yaml-size", "more than a quarter of a megabyte", `a: "${"x".repeat(MAX_POLICY_YAML)}"`],
  ["policy.yaml-bom", "a byte order mark", "\ufeffa: 1"],
  ["policy.yaml-character", "a NUL", "a: b\u0000"],
  ["policy.yaml-character", "text that runs backwards", "a: b\u202ec"],
  ["policy.yaml-character", "a line end that only some know", "a: b\u0085c"],
  ["policy.yaml-character", "a carriage return alone", "a: 1\rb: 2"],
  ["policy.yaml-character", "half a character as an escape", 'a: "\\ud800"'],
  ["policy.yaml-directive", "a directive", "%YAML 1.1\n---\na: 1"],
  ["policy.yaml-documents", "two documents", "a: 1\n---\nb: 2"],
  ["policy.yaml-documents", "a second document after an end", "a: 1\n...\nb: 2"],
  ["policy.yaml-empty", "nothing", ""],
  ["policy.yaml-empty", "a comment alone", "# nothing\n"],
  ["policy.yaml-syntax", "two colons", "a: b: c"],
  ["policy.yaml-syntax", "a tab as indentation", "a:\n\tb: 1"],
  ["policy.yaml-syntax", "an open bracket", "a: [1, 2"],
  ["policy.yaml-depth", "33 levels", `${"[".repeat(34)}${"]".repeat(34)}`],
  ["policy.yaml-anchor", "an anchor", "a: &x 1"],
  ["policy.yaml-anchor", "an anchor on a key", "&x a: 1"],
  ["policy.yaml-alias", "an alias", "a: *x"],
  ["policy.yaml-tag", "a tag", "a: !!str 1"],
  ["policy.yaml-tag", "the tag that says nothing", "a: ! 1"],
  ["policy.yaml-tag", "an unknown tag", "a: !secret x"],
  ["policy.yaml-tag", "a tag on a map", "a: !!map {b: 1}"],
  ["policy.yaml-merge-key", "a merge key", "a: {<<: {b: 1}}"],
  ["policy.yaml-key", "a number as key", "1: a"],
  ["policy.yaml-key", "a list as key", "? [a]\n: b"],
  ["policy.yaml-key", "true as key", "true: a"],
  ["policy.yaml-duplicate-key", "a key twice", "a: 1\na: 2"],
  ["policy.yaml-duplicate-key", "a key twice in two spellings", 'a: 1\n"\\u0061": 2'],
  ...["", "~", "null", "NULL"].map((text) => ["policy.yaml-null", `'${text}'`, `a: ${text}`] as const),
  ["policy.yaml-null", "a key alone", "{a}"],
  ...["no", "NO", "yes", "on", "Off", "y", "N", "True", "FALSE"].map(
    (text) => ["policy.yaml-boolean", text, `a: ${text}`] as const,
  ),
  ["policy.yaml-boolean", "on as a key", "on: push"],
  ...["2026-11-22", "2026-11-22T10:00:00Z", "2026-11-22 10:00:00"].map(
    (text) => ["policy.yaml-timestamp", text, `a: ${text}`] as const,
  ),
  ...["1.0", "1.", ".5", "1e3", "-1.5", ".inf", "-.INF", ".NaN", "6.02e+23"].map(
    (text) => ["policy.yaml-float", text, `a: ${text}`] as const,
  ),
  ...["0o17", "017", "0x1F", "0b11", "1_000", "+1", "-1", "1:30", "190:20:30", "9007199254740992"].map(
    (text) => ["policy.yaml-number", text, `a: ${text}`] as const,
  ),
];

describe("what has two meanings is refused", () => {
  it.each(refused)("F6 %s: %s", (wanted, _what, text) => {
    expect(code(text)).toBe(wanted);
    expect(policyRemedy(wanted)).toMatch(/\w/);
  });

  it("F6 says line and column", () => {
    expect(() => parsePolicyYaml("a: 1\nb:\n  c: no\n")).toThrow(/^policy\.yaml-boolean: 3:6: /);
    expect(() => parsePolicyYaml("a: 1\na: 2\n")).toThrow(/ 2:1: /);
    expect(() => parsePolicyYaml("a: 1\nb: \u0007")).toThrow(/ 2:4: /);
  });

  it("J1 a hundred thousand brackets end in a code", () => {
    expect(code("[".repeat(100_000))).toMatch(/^policy\.yaml-/);
    expect(code(`${"- ".repeat(50_000)}a`)).toMatch(/^policy\.yaml-/);
  });

  it("whatever the text, the answer is a value or a code of this area", () => {
    const piece = fc.constantFrom(
      "a",
      ": ",
      "- ",
      "\n",
      "  ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&x ",
      "*x",
      "!t ",
      "<<",
      '"',
      "'",
      "|\n",
      "? ",
      "# ",
      "1",
      "%Y",
      "---\n",
      "...\n",
      "\r\n",
      "\t",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) =>
        /^(?:valid|policy\.yaml-[a-z-]+)$/.test(code(pieces.join(""))),
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("a policy written as YAML and read back", () => {
  it("is the same document, and the same policy", () => {
    const document = examplePolicy();
    const again = parsePolicyYaml(formatPolicyYaml(document));
    expect(again).toEqual(document);
    expect(parsePolicy(again)).toEqual(parsePolicy(document));
  });

  it("has the same canonical bytes, whatever the order of its keys", () => {
    const document = examplePolicy();
    const order = fc.shuffledSubarray(Object.keys(document), { minLength: Object.keys(document).length });
    fc.assert(
      fc.property(order, (names) => {
        const text = formatPolicyYaml(Object.fromEntries(names.map((name) => [name, document[name] ?? ""])));
        const policy = parsePolicyYaml(text) as typeof document;
        expect(policyBytes({ policy })).toEqual(policyBytes({ policy: document }));
      }),
      { numRuns: 50 },
    );
  });

  it("keeps every text, number, list and map", () => {
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
        fc.maxSafeNat(),
        fc.boolean(),
        fc.constantFrom(
          "no",
          "1.0",
          "",
          "2026-11-22",
          "0x1",
          "- a",
          "a: b",
          "#",
          "a #b",
          "<<",
          "|",
          "{",
          "\u2028",
          "1_0",
        ),
        fc.array(tie("value"), { maxLength: 5 }),
        fc.dictionary(fc.string(), tie("value"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { maxKeys: 5 }), (document) => {
        expect(parsePolicyYaml(formatPolicyYaml({ ...document, end: 1 }))).toEqual({ ...document, end: 1 });
      }),
      { numRuns: 300 },
    );
  });

  it("counts from nothing", () => {
    expect(formatPolicyYaml({ a: 0, b: [0, 1] })).toBe("a: 0\nb: [0, 1]\n");
    expect(() => formatPolicyYaml({ a: -1 })).toThrow("policy.yaml-number");
  });

  it("stands on a line of a hundred and eighteen characters, and below its name where it is longer", () => {
    const x = (length: number) => "x".repeat(length);
    expect(formatPolicyYaml({ aa: [x(112)] })).toBe(`aa: [${x(112)}]\n`);
    expect(formatPolicyYaml({ aa: [x(113)] })).toBe(`aa:\n  - ${x(113)}\n`);
    expect(formatPolicyYaml({ b: [{ aa: x(108) }] })).toBe(`b:\n  - {aa: ${x(108)}}\n`);
    expect(formatPolicyYaml({ b: [{ aa: x(109) }] })).toBe(`b:\n  - aa: ${x(109)}\n`);
    expect(formatPolicyYaml({ b: [{ aa: x(100), bb: x(20) }] })).toBe(`b:\n  - aa: ${x(100)}\n    bb: ${x(20)}\n`);
  });

  it("has neither null nor numbers that are not whole", () => {
    expect(() => formatPolicyYaml({ a: null })).toThrow("policy.yaml-null");
    expect(() => formatPolicyYaml({ a: 1.5 })).toThrow("policy.yaml-number");
  });
});
