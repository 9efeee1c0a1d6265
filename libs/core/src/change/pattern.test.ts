import { text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathFromBytes } from "../objects/path.ts";
import { matches, parsePattern } from "./pattern.ts";

const path = (value: string) => pathFromBytes(text(value));
const says = (pattern: string, value: string) => matches(parsePattern(pattern), path(value));

describe("a pattern", () => {
  it.each([
    ["ranker/**", "ranker/score.py", true],
    ["ranker/**", "ranker/a/b/c", true],
    ["ranker/**", "ranker", false],
    ["**/ranker", "ranker", true],
    ["**/ranker", "a/b/ranker", true],
    ["a/**/z", "a/z", true],
    ["a/**/z", "a/b/c/z", true],
    ["a/**/z", "a/bz", false],
    ["a/**/b/**", "a/b", false],
    ["a/**/b/**", "a/b/b", true],
    ["*.py", "score.py", true],
    ["*.py", "ranker/score.py", false],
    ["*", ".hidden", true],
    ["ranker/*", "ranker/.hidden", true],
    ["s?ore.py", "score.py", true],
    ["s?ore.py", "s/ore.py", false],
    ["a*b*c", "a123b45bc", true],
    ["a*b*c", "a123b45b", false],
    ["Docs/**", "docs/x", false],
    ["?", "é", false],
    ["??", "é", true],
    ["a.b", "axb", false],
    ["a\nb", "a\nb", true],
    ["\u2028", "\u2028", true],
  ])("%j against %j: %s", (pattern, value, expected) => {
    expect(says(pattern, value)).toBe(expected);
  });

  it.each(["é.py", "a\tb.py", "a\nb", "\u2028", "\u0085", ".hidden", "a\u0000b"])(
    "E2 odd bytes do not defeat it: ranker/%j",
    (name) => {
      expect(says("ranker/**", `ranker/${name}`)).toBe(true);
      expect(says("**", `ranker/${name}`)).toBe(true);
    },
  );

  it("E2 matches names that are not UTF-8", () => {
    const odd = pathFromBytes(new Uint8Array([0x61, 0x2f, 0xff, 0xfe]));
    expect(matches(parsePattern("a/**"), odd)).toBe(true);
    expect(matches(parsePattern("a/??"), odd)).toBe(true);
    expect(matches(parsePattern("a/?"), odd)).toBe(false);
  });

  it.each(["Docs/x", "ranker/docs/x", "docs.py", "docs"])("E3 docs/** does not take in %s", (value) => {
    expect(says("docs/**", value)).toBe(false);
  });

  it.each([
    ["empty", ""],
    ["absolute", "/a"],
    ["an empty component", "a//b"],
    ["a folder's name with a slash", "a/"],
    ["a dot component", "./a"],
    ["a parent component", "a/../b"],
    ["stars inside a component", "a**"],
    ["two double stars in a row", "a/**/**"],
    ["a class", "[ab]"],
    ["braces", "{a,b}"],
    ["a group", "@(a)"],
    ["a negation", "!a"],
    ["a backslash", "a\\*"],
    ["an alternative", "a|b"],
    ["a lone surrogate", "a\ud800"],
    ["J4 too long", "a".repeat(5000)],
    ["J4 too many components", Array(65).fill("a").join("/")],
  ])("is refused when it is %s", (_what, pattern) => {
    expect(() => parsePattern(pattern)).toThrow(expect.objectContaining({ code: "policy.pattern" }));
  });

  it("answers as the definition does, read slowly", () => {
    const piece = fc.constantFrom("a", "b", "*", "?", "**", "a*", "*b", "?a", "*a*", ".");
    const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/"));
    const name = fc.array(fc.constantFrom("a", "b", "."), { minLength: 1, maxLength: 3 }).map((all) => all.join(""));
    const paths = fc.array(name, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/"));
    const good = pattern.filter((value) => !/\*\*\/\*\*|(^|\/)\.(\/|$)/.test(value));
    fc.assert(
      fc.property(good, paths, (value, against) => {
        expect(says(value, against)).toBe(slowly(value.split("/"), against.split("/")));
      }),
      { numRuns: 3000 },
    );
  });
});

/** The definition of formats.md, tried out in every way. */
function slowly(pattern: readonly string[], parts: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return parts.length === 0;
  if (first === "**") {
    const least = rest.length === 0 ? 1 : 0;
    return Array.from({ length: parts.length + 1 }, (_, taken) => taken).some(
      (taken) => taken >= least && slowly(rest, parts.slice(taken)),
    );
  }
  const [part, ...others] = parts;
  return part !== undefined && slowlyInside(first, part) && slowly(rest, others);
}

function slowlyInside(glob: string, part: string): boolean {
  if (glob === "") return part === "";
  if (glob[0] === "*") {
    return slowlyInside(glob.slice(1), part) || (part !== "" && slowlyInside(glob, part.slice(1)));
  }
  return part !== "" && (glob[0] === "?" || glob[0] === part[0]) && slowlyInside(glob.slice(1), part.slice(1));
}
