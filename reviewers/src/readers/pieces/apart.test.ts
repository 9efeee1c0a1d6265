import { describe, expect, it } from "vitest";
import { sideOf } from "../side.ts";
import { samePieces } from "./apart.ts";
import { excerptOf } from "./excerpt.ts";

/** What is left to be read of both texts, and the lines where it stands in the second. */
function left(language: string, base: string, result: string) {
  const [before, after] = [sideOf("a", base, language), sideOf("a", result, language)];
  const same = samePieces(before, after, language);
  const [one, other] = [excerptOf(before, same.base), excerptOf(after, same.result)];
  return { base: one.text, result: other.text, lines: [...(other.lines ?? [])] };
}

const GO = [
  "package p",
  "",
  "// One.",
  "func one() {",
  "\tx(1)",
  "}",
  "",
  "func two() int {",
  "\treturn 2",
  "}",
  "",
].join("\n");

describe("what both sides have", () => {
  it("is left out as whole definitions with their remarks, and lines stay those of the whole text", () => {
    const { base, result, lines } = left("go", GO, GO.replace("return 2", "return 3"));
    expect(base).toBe("package p\nfunc two() int {\n\treturn 2\n}\n");
    expect(result).toBe("package p\nfunc two() int {\n\treturn 3\n}\n");
    expect(lines.slice(0, 3)).toEqual([1, 8, 9]);
  });

  it("is left out where it stands in another order", () => {
    const swapped =
      "package p\n\nfunc two() int {\n\treturn 2\n}\n\n// One.\nfunc one() {\n\tx(1)\n}\n\nfunc three() {}\n";
    expect(left("go", GO, swapped).result.trim()).toBe("package p\nfunc three() {}");
  });

  it("stays where a comment that was opened far above swallows it", () => {
    const opened = GO.replace("package p\n", "package p /*\n") + "// */\n";
    expect(left("go", GO, opened).result).toContain("func two");
  });

  it("stays where a literal that was opened above makes other tokens of it", () => {
    const opened = GO.replace("package p\n", "package p\nvar s = `\n") + "var t = `x`\n";
    expect(left("go", GO, opened).result).toContain("func two");
  });

  it("stays in a class under another name", () => {
    const text = "class A:\n    def one(self):\n        return 1\n\n    def two(self):\n        return 2\n";
    expect(left("python", text, text.replace("class A", "class B")).base).toBe(text);
  });

  it("stays in one definition of each sort in another, which has definitions in it on both sides", () => {
    const text = (two: number) =>
      `class A {\n  val limit = 5\n  def one = 1\n  def other(x: Int) = x\n  def more(x: Int) = x + 1\n  def two = ${two}\n}\n`;
    const { base, result } = left("scala", text(2), text(3));
    expect(base).toBe("class A {\n  val limit = 5\n  def one = 1\n  def other(x: Int) = x\n  def two = 2\n}\n");
    expect(result).toBe(base.replace("two = 2", "two = 3"));
  });

  it("goes with the annotations that say it is a test, and stays without them", () => {
    const text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn b() {}\n}\n";
    expect(left("rust", text, text.replace("fn a() {}", "fn a() { b() }")).result).toBe("fn a() { b() }\n");
    expect(left("rust", text, text.replace("#[cfg(test)]\n", "")).result).toContain("mod tests");
  });

  it("is not cut where a definition goes on", () => {
    const text = "export const pick =\nasync () => {\n  x(1);\n};\nconst b = 2;\n";
    expect(left("typescript", text, text.replace("x(1)", "x(2)")).result).toBe(
      text.replace("x(1)", "x(2)").replace("const b = 2;\n", ""),
    );
  });

  it("is not cut where brackets do not fit", () => {
    expect(left("go", `${GO}}\n`, `${GO}}\n\n`).base).toBe(`${GO}}\n`);
  });

  it("is not cut out of a language that nobody knows", () => {
    expect(left("lmr", "rule a {\n}\n", "rule a {\n}\nrule b {\n}\n").base).toBe("rule a {\n}\n");
  });

  it("is found in linear time among many that are alike", () => {
    const text = "func a() {}\n".repeat(50_000);
    // Comparing each with each would take hours.
    expect(left("go", text, `${text}func b() {}\n`).result).toBe("func b() {}\n");
  });
});
