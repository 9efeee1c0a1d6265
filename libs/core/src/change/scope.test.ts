import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { pathFromBytes } from "../objects/path.ts";
import { parsePattern } from "./pattern.ts";
import { inScope, leadsIntoScope, placeInScope } from "./scope.ts";

const scope = (include: readonly string[], exclude: readonly string[]) => ({
  include: include.map(parsePattern),
  exclude: exclude.map(parsePattern),
});
const says = (rules: ReturnType<typeof scope>, path: string) => inScope(rules, pathFromBytes(text(path)));

const links = (rules: ReturnType<typeof scope>, path: string) =>
  placeInScope(rules, { path: pathFromBytes(text(path)), oldMode: "000000", newMode: "120000" });

describe("a scope", () => {
  const everythingButDocs = scope(["**"], ["docs/**"]);

  it("takes in what is included and not excluded by name", () => {
    expect(says(everythingButDocs, "ranker/score.py")).toBe(true);
    expect(says(everythingButDocs, "docs/a.md")).toBe(false);
    expect(says(scope(["ranker/**"], []), "ui/list.ts")).toBe(false);
  });

  it.each(["Docs/x", "ranker/docs/x", "docs.py", "docs"])("E3 does not exclude the sibling %s", (path) => {
    expect(says(everythingButDocs, path)).toBe(true);
  });

  it.each([".gitattributes", "docs/.gitattributes", "docs/a/.gitmodules", "docs/.lfsconfig"])(
    "E10 always takes in %s, which steers Git",
    (path) => {
      expect(says(everythingButDocs, path)).toBe(true);
      expect(says(scope([], ["**"]), path)).toBe(true);
    },
  );

  it.each(["docs/.GITATTRIBUTES", "docs/x.gitmodules", "docs/.gitmodules/x"])(
    "E10 compares the last component byte for byte: %s",
    (path) => {
      expect(says(everythingButDocs, path)).toBe(false);
    },
  );

  it.each([
    [["ranker/**"], "ranker"],
    [["src/ranker/**"], "src"],
    [["src/*/model.bin"], "src/a"],
    [["src/**/model.bin"], "src/a/b"],
    [["**/*.py"], "lib"],
  ] as const)("E16 of %j takes in the link %s, below which it includes something", (include, path) => {
    expect(links(scope(include, []), path)).toBe(true);
    expect(says(scope(include, []), path)).toBe(false);
  });

  it.each([
    [["ranker/**"], [], "ui"],
    [["src/ranker/**"], [], "src/ui"],
    [["src/*"], [], "src/a/b"],
    [["*.py"], [], "lib"],
    [["**/*.py"], ["docs/**"], "docs/l"],
  ] as const)("E16 of %j without %j does not take in the link %s", (include, exclude, path) => {
    expect(links(scope(include, exclude), path)).toBe(false);
  });
});

describe("the target of a link", () => {
  const scope = {
    include: [parsePattern("ranker/**"), parsePattern("*/conf/x.yaml")],
    exclude: ["ranker/docs/**", "a/**"].map(parsePattern),
  };
  it.each([
    ["ranker/score.py", true],
    ["ranker", true],
    ["ranker/sub", true],
    ["ui", true],
    ["ui/conf", true],
    ["ui/conf/y", false],
    ["ranker/docs", true],
    ["ranker/docs/deep", false],
    ["a", false],
    ["a/conf", false],
    ["", true],
    ["docs/.gitattributes", true],
  ])("E7 a link to %j leads into the scope: %j", (target, leads) => {
    expect(leadsIntoScope(scope, pathFromBytes(new TextEncoder().encode(target)))).toBe(leads);
  });

  it("E7 a link to the root leads into every scope", () => {
    const ranker = { include: [parsePattern("ranker/**")], exclude: [parsePattern("docs/**")] };
    const top = { include: [parsePattern("*.py")], exclude: [parsePattern("*/**")] };
    for (const scope of [ranker, top]) expect(leadsIntoScope(scope, pathFromBytes(new Uint8Array()))).toBe(true);
  });
});
