import { describe, expect, it } from "vitest";
import { applyMutation } from "./mutation.ts";
import { mutationsOf } from "./mutations-of.ts";

/** Each source that a line can become. */
const becomes = (source: string) => mutationsOf("a.ts", source).map((one) => applyMutation(source, one));

describe("a mutant", () => {
  it.each([
    ["loses a check, or always fails it", "if (ok) f;", ["if (true) f;", "if (false) f;", "if (ok) ;"]],
    ["loses either operand", "x = a && b;", ["x = b;", "x = a;", ";"]],
    ["moves a boundary", "f = () => a < 1;", ["f = () => a <= 1;", ";"]],
    ["turns an equality round that decides nothing by itself", "f = () => a === 1;", ["f = () => a !== 1;", ";"]],
    ["loses the anchors of a pattern", "const p = /^a$/u;", ["const p = /a$/u;", "const p = /^a/u;"]],
    ["keeps everything", "const l = m.filter(f);", ["const l = m;"]],
    ["asks for all instead of one", "const b = l.some(f);", ["const b = l.every(f);"]],
    ["answers nothing", "function f(): number | undefined { return x; }", ["return undefined"]],
  ])("%s", (_what, source, all) => {
    const found = becomes(source).toSorted();
    for (const one of all) expect(found).toContainEqual(expect.stringContaining(one));
    expect(found).toHaveLength(all.length);
  });

  it.each([
    ["types", 'type A = "a" | "b";'],
    ["imports", 'import { a } from "./a.ts";'],
    ["tables of constants", 'const T = ["a", "b"] as const;'],
    ["sentences", 'const said = "for people";'],
    ["what errors say", "const e = new LogError(code, list.filter(bad).join(other));"],
  ])("leaves %s alone", (_what, source) => {
    expect(becomes(source)).toEqual([]);
  });

  it("says where it is", () => {
    expect(mutationsOf("a.ts", "f;\nconst a = b <= c;")).toContainEqual({
      path: "a.ts",
      start: 15,
      line: 2,
      column: 13,
      within: "const a = b <= c;",
      before: "<=",
      after: "<",
    });
  });
});
