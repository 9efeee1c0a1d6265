import { matches, parsePattern, pathFromBytes } from "@countersign/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeQuery } from "./complete-query.ts";
import { formatQuery } from "./format-query.ts";
import { parseQuery } from "./parse-query.ts";
import { pathPart, pathText } from "./path-part.ts";
import { pathRegex } from "./path-regex.ts";
import { IS, SORTS, STATES, TURNS } from "./query.ts";
import type { Query, Term } from "./query.ts";

const TEXT = fc.string({ minLength: 1, maxLength: 12, unit: "binary" }).filter((text) => !/\p{Cc}/u.test(text));
const NEGATED = fc.boolean();
const TERM: fc.Arbitrary<Term> = fc.oneof(
  fc.record({
    negated: NEGATED,
    field: fc.constantFrom("role", "class", "author", "repository", "proposal", "text"),
    value: TEXT,
  }),
  fc.record({
    negated: NEGATED,
    field: fc.constant("path"),
    value: fc.constantFrom("ranker/**", "**/a b.py", "*", 'say "hi"'),
  }),
  fc.record({
    negated: NEGATED,
    field: fc.constant("risk"),
    comparison: fc.constantFrom("<", "<=", "=", ">=", ">"),
    value: fc.nat(4),
  }),
  fc.record({ negated: NEGATED, field: fc.constant("turn"), value: fc.constantFrom(...TURNS) }),
  fc.record({
    negated: NEGATED,
    field: fc.constantFrom("age", "decided"),
    comparison: fc.constantFrom("<", ">"),
    value: fc.integer({ min: 1, max: 99_999 }).map((minutes) => minutes * 60),
  }),
  fc.record({ negated: NEGATED, field: fc.constant("state"), value: fc.constantFrom(...STATES) }),
  fc.record({ negated: NEGATED, field: fc.constant("needs"), value: fc.constant("me") }),
  fc.record({ negated: NEGATED, field: fc.constant("is"), value: fc.constantFrom(...IS) }),
);
const QUERY: fc.Arbitrary<Query> = fc.record(
  { terms: fc.array(TERM, { maxLength: 8 }), sort: fc.constantFrom(...SORTS) },
  { requiredKeys: ["terms"] },
);

describe("a query", () => {
  it("is read as what it was written from, whatever it says", () => {
    fc.assert(
      fc.property(QUERY, (query) => {
        expect(parseQuery(formatQuery(query))).toEqual(query);
      }),
    );
  });

  it("has one spelling", () => {
    const text = `  role:oracle risk:>=R3  path:"ranker/**" age:>48h -is:snoozed "the weight" sort:due`;
    expect(formatQuery(parseQuery(text))).toBe(
      `role:oracle risk:>=R3 path:ranker/** age:>2d -is:snoozed "the weight" sort:due`,
    );
    expect(parseQuery("")).toEqual({ terms: [] });
  });

  it.each([
    ["risk:R5", 5],
    ["needs:me risk:high", 14],
    ["state:closed", 6],
    ["is:", 3],
    ["colour:red", 0],
    ["a sort:risk sort:age", 12],
    ["-sort:risk", 0],
    ['"never ends', 0],
    ['"a"b', 3],
    ['role:a"b', 6],
    ["path:a[b]", 5],
    ["age:2d", 4],
    ["decided:1d", 8],
    ["turn:nobody", 5],
    ["age:>0d", 4],
    ["a\u0007b", 1],
    ['"\\n"', 1],
    ["-", 1],
  ])("is refused with the place of what is wrong: %j", (text, position) => {
    expect(() => parseQuery(text)).toThrow(expect.objectContaining({ code: "queue.query", facts: { position } }));
  });

  it("has at most fifty conditions and a thousand characters", () => {
    expect(() => parseQuery("x ".repeat(51))).toThrow(expect.objectContaining({ facts: { position: 100 } }));
    expect(() => parseQuery("x".repeat(1001))).toThrow(expect.objectContaining({ facts: { position: 1000 } }));
  });

  it("offers what may stand where somebody types", () => {
    const vocabulary = { roles: ["oracle", "data-guard"], classes: ["egress"], repositories: [], people: ["olga"] };
    const offered = (text: string) => completeQuery(text, text.length, vocabulary).map((one) => one.text);
    expect(offered("needs:me ro")).toEqual(["role:"]);
    expect(offered("-is:sn")).toEqual(["snoozed"]);
    expect(offered("role:")).toEqual(["oracle", "data-guard"]);
    expect(completeQuery("risk:>", 6, vocabulary)).toEqual([{ from: 5, to: 6, text: ">=R3" }]);
  });
});

describe("a pattern of paths as a regular expression", () => {
  it("is asked about those alone that have the longest of the pattern's own texts", () => {
    expect(["ranker/**", "**/*.go", "a/**/bcd", "*", "?/**", "x"].map(pathPart)).toEqual([
      "//ranker/",
      ".go//",
      "bcd//",
      undefined,
      undefined,
      "//x//",
    ]);
  });

  it("matches what the pattern matches", () => {
    const part = fc.constantFrom("a", "ab", "*", "?", "a*", "**", ".", "a.b", "é", "$", "+x");
    const piece = fc.constantFrom("a", "ab", "b", "a.b", "axb", "é", "$", "+x", "xx");
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        (parts, pieces) => {
          const pattern = readPattern(parts.join("/"));
          if (pattern === undefined) return;
          const path = pathFromBytes(new TextEncoder().encode(pieces.join("/")));
          expect(new RegExp(pathRegex(pattern.text)).test(path)).toBe(matches(pattern, path));
          if (matches(pattern, path)) expect(pathText(["z", path, "y/z"])).toContain(pathPart(pattern.text) ?? "");
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function readPattern(text: string) {
  try {
    return parsePattern(text);
  } catch {
    return undefined;
  }
}
