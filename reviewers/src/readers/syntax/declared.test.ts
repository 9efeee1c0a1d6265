import { beforeAll, describe, expect, it } from "vitest";
import type { Syntax } from "./load.ts";
import { factsOf, loadAll, only } from "./syntax.testing.ts";

let syntax: Syntax;
beforeAll(async () => {
  syntax = await loadAll();
});

/** Settings of a text, without what says where they stand. */
function settings(language: string, text: string) {
  return only(factsOf(syntax, language, text), "setting").map(
    ({ name, value, as, remote, min, max, callee, within }) => ({
      name,
      value: value.is === "list" ? "list" : value.is === "number" ? value.decimal : value.text,
      as,
      remote,
      min,
      max,
      callee,
      within: within.join("/"),
    }),
  );
}

describe("a parameter that a remote system may override", () => {
  it.each([
    ["scala", `object W extends BoundedParam[Double](name = "app_w", default = 0.5, min = 0.0, max = 100.0)`, "W"],
    ["scala", `val W = BoundedParam("app_w", default = 0.5, min = 0, max = 100)`, "W"],
    ["python", `W = BoundedParam("app_w", default=0.5, min=0, max=100)`, "W"],
    ["java", `class A { static final Param W = new BoundedParam("app_w", 0.5, 0, 100); }`, "W"],
    ["typescript", `const W = boundedParam("app_w", { default: 0.5, min: 0, max: 100 });`, "W"],
    ["go", `package a\nvar W = NewBoundedParam("app_w", 0.5, 0, 100)`, "W"],
    ["rust", `bounded_param!(W, f64, "app_w", 0.5, 0.0, 100.0);`, "W"],
  ])("%s: %s", (language, text, name) => {
    expect(settings(language, text)).toEqual([
      expect.objectContaining({ name, value: "0.5", as: "default", remote: "app_w", min: "0", max: "100" }),
    ]);
  });

  it("has the macro's name, type, key and default in Rust, several in one call as well", () => {
    expect(settings("rust", `param!(MaxAge, u64, "app_max_age", 24 * 14);`)).toEqual([
      expect.objectContaining({ name: "MaxAge", value: "336", remote: "app_max_age", callee: "param!" }),
    ]);
    const two = settings("rust", `params! { (A, f64, "a", 1.0), (B, bool, "b", true) }`);
    expect(two.map(({ name, value, remote }) => [name, value, remote])).toEqual([
      ["A", "1", "a"],
      ["B", "true", "b"],
    ]);
  });

  it("is within what is around its object, and not within itself", () => {
    const text = `object Params { object W extends Param[Boolean](name = "w", default = false) }`;
    expect(settings("scala", text)).toEqual([expect.objectContaining({ name: "W", within: "Params", value: "false" })]);
  });

  it("may be no remote one: an option of a command has a default and no remote name", () => {
    const [setting] = settings("python", `parser.add_argument("--lr", default=0.1)`);
    expect(setting).toMatchObject({ name: "--lr", value: "0.1", as: "default", remote: undefined });
  });
});

describe("settings by name", () => {
  it("named arguments have the callee", () => {
    expect(settings("scala", `f(Scorer(weight = 0.5, bias = -1))`)).toEqual([
      expect.objectContaining({ name: "weight", as: "argument", callee: "Scorer", value: "0.5" }),
      expect.objectContaining({ name: "bias", as: "argument", callee: "Scorer", value: "-1" }),
    ]);
    expect(settings("rust", `fn f() { g(Scorer { weight: 0.5 }); }`)).toMatchObject([
      { name: "weight", callee: "Scorer" },
    ]);
    expect(settings("go", `package a\nfunc f() { g(Scorer{weight: 0.5}) }`)).toMatchObject([
      { name: "weight", callee: "Scorer" },
    ]);
    expect(settings("typescript", `scorer({ weight: 0.5 })`)).toMatchObject([{ name: "weight", callee: "scorer" }]);
  });

  it("defaults of parameters and fields are within what has them", () => {
    expect(settings("scala", `case class C(limit: Int = 5)`)).toMatchObject([
      { name: "limit", as: "default", within: "C" },
    ]);
    expect(settings("python", `def f(limit=5): pass`)).toMatchObject([{ name: "limit", as: "default", within: "f" }]);
    expect(settings("python", `class C:\n    limit: int = 5`)).toMatchObject([
      { name: "limit", as: "default", within: "C" },
    ]);
    expect(settings("typescript", `class C { limit = 5 }`)).toMatchObject([
      { name: "limit", as: "default", within: "C" },
    ]);
  });

  it("a changed name has the formula", () => {
    expect(settings("python", `score *= 0.75`)).toMatchObject([{ name: "score", value: "score * 0.75" }]);
    expect(settings("scala", `def f() = { score *= 0.75 }`)).toMatchObject([{ name: "score", value: "score * 0.75" }]);
    expect(settings("go", `package a\nfunc f() { score *= 0.75 }`)).toMatchObject([
      { name: "score", value: "score * 0.75" },
    ]);
  });

  it("several names of one statement have a value each", () => {
    expect(settings("python", `a, b = 1, 2`)).toMatchObject([
      { name: "a", value: "1" },
      { name: "b", value: "2" },
    ]);
    expect(settings("go", `package a\nfunc f() { a, b := 1, 2 }`)).toMatchObject([{ value: "1" }, { value: "2" }]);
  });
});
