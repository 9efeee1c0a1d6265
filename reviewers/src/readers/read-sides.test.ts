import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { contentOf } from "../content/content.ts";
import type { Content } from "../content/content.ts";
import { differing } from "../facts/differing.ts";
import { factKey } from "../facts/same-fact.ts";
import { pathNamed } from "../small-change.testing.ts";
import { readSides } from "./read-sides.ts";
import { readText } from "./read-text.ts";
import { readersOf } from "./readers.ts";
import { sideOf } from "./side.ts";
import { languageOf } from "./tokens/language.ts";

const readers = readersOf(async (name) => {
  const folder = name === "runtime" ? "web-tree-sitter" : `tree-sitter-${name === "tsx" ? "typescript" : name}`;
  const file = name === "runtime" ? "web-tree-sitter" : `tree-sitter-${name}`;
  return new Uint8Array(readFileSync(new URL(import.meta.resolve(`${folder}/${file}.wasm`))));
});

/** Pieces of files: what stands before, definitions that may be there or not, and some that have definitions in them. */
const FILES = {
  "a.go": {
    open: 'package p\n\nimport (\n\t"a/b"\n)\n\nvar x = 1\n',
    close: "",
    pieces: [
      "// Weight of a reply.\nconst Weight = 0.5\n",
      'type T struct {\n\tName string `json:"n"`\n\tAge int\n}\n',
      "func (t *T) Score(x int) int {\n\tif x > 5 {\n\t\treturn g(x, 0.3)\n\t}\n\treturn 2\n}\n",
      "func keep() bool { return limit < 30 }\n",
      "func raw() string {\n\treturn `\nfunc other() {\n}\n`\n}\n",
      'func init() {\n\tregister("a", []string{"b", "c"})\n}\n',
    ],
  },
  "a.py": {
    open: '"""Page."""\nimport a\n\n\nclass A(B):\n    """Doc."""\n\n    rate = 0.5\n',
    close: "\n\nif __name__ == '__main__':\n    main(5)\n",
    pieces: [
      "\n    @decorated(limit=5)\n    def one(self, x=3):\n        return [x, 'a']\n",
      "\n    # Why.\n    def two(self):\n        if self.age < 18:\n            raise E('no')\n",
      "\n    async def three(self):\n        '''\n        >>> three()\n    def four\n        '''\n        return {'k': 2}\n",
      "\n    def five(self):\n        pass\n",
    ],
  },
  "A.scala": {
    open: "package p\n\nimport a.b.{C, D}\n\nobject Params extends Holder {\n  val first = 1\n",
    close: "}\n",
    pieces: [
      '\n  /** Weight. */\n  object Reply extends FSBoundedParam[Double](name = "reply", default = 13.5, min = 0, max = 100)\n',
      "\n  val stages = Seq(a, b) ++\n    others\n",
      "\n  override def keep(x: Int): Boolean = x match {\n    case 1 => true\n    case _ if x > limit => false\n  }\n",
      "\n  case class Inner(a: Int = 5) {\n    def one = 1\n\n    def two(b: Int) = b + 2\n  }\n",
      "\n  @tailrec\n  private def loop(n: Int): Int =\n    if (n < 3) n else loop(n - 1)\n",
    ],
  },
  "A.java": {
    open: "package p;\n\nimport a.B;\n\npublic class A extends B {\n  private static final int LIMIT = 5;\n",
    close: "}\n",
    pieces: [
      "\n  /** Score. */\n  @Override\n  public double score(Post post) {\n    return post.likes * 0.5 + 1;\n  }\n",
      "\n  private boolean keep(User user) {\n    return !BLOCKED.contains(user.id) && user.age > 18;\n  }\n",
      "\n  public static class Inner {\n    public int one() {\n      return 1;\n    }\n\n    public int two = 2;\n  }\n",
      "\n  void other() {\n    try { f(); } catch (E e) { g(3); }\n  }\n",
    ],
  },
  "a.rs": {
    open: 'use a::b;\n\nparam!(Reply, f64, "reply_weight", 13.5);\n',
    close:
      "\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn works() {\n        assert_eq!(f(1), 2);\n    }\n\n    fn helper() -> u8 { 3 }\n}\n",
    pieces: [
      "\n/// Keeps.\n#[inline]\npub fn keep(x: u32) -> bool {\n    x > 30 && !LIST.contains(&x)\n}\n",
      "\npub struct S {\n    pub a: u32,\n    b: f64,\n}\n",
      "\nimpl Filter for S {\n    fn one(&self) -> u8 {\n        match self.a { 1 => 2, _ => 3 }\n    }\n\n    fn two(&self) {\n        self.b.max(0.5);\n    }\n}\n",
      '\nconst STAGES: &[&str] = &[\n    "a",\n    "b",\n];\n',
    ],
  },
  "a.ts": {
    open: "import { a } from './a.ts';\n\n",
    close: "",
    pieces: [
      "/** Weight. */\nexport const WEIGHT = 0.5;\n",
      "export function score(x: number): number {\n  return x > 3 ? x * WEIGHT : 0;\n}\n",
      "export class A extends B {\n  readonly limit = 5;\n\n  public keep(x: User): boolean {\n    return x.age > 18;\n  }\n\n  private other() {\n    return [1, 2];\n  }\n}\n",
      "const pick =\n  async (x) => {\n    await f(`a${x}`, { b: 1 });\n  };\n",
    ],
  },
} as const;

function content(text: string): Content {
  const bytes = new TextEncoder().encode(text);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return contentOf({ mode: "100644", size: bytes.length, sha256 }, bytes);
}

beforeAll(() => readers.prepare(Object.keys(FILES)));

describe("what differs in a file of which only some definitions are read", () => {
  it.each(Object.entries(FILES))("is what differs in the whole of it: %s", (path, { open, close, pieces }) => {
    const whole = (text: string) => readText(readers, sideOf(path, text, languageOf(path)));
    const keys = (facts: ReturnType<typeof whole>["facts"]) => facts.map((fact) => factKey(fact, true)).toSorted();
    const some = fc.array(fc.nat(pieces.length - 1), { maxLength: 6 });
    const edit = fc.record({
      number: fc.constantFrom("1", "5", "0.5", "3", "18"),
      to: fc.constantFrom("7", "0.25", "3"),
    });
    const text = (which: readonly number[]) => `${open}${which.map((at) => pieces[at] ?? "").join("")}${close}`;
    fc.assert(
      fc.property(some, some, fc.option(edit), (before, after, edited) => {
        const base = text(before);
        const result = edited === null ? text(after) : text(after).replace(edited.number, edited.to);
        const expected = differing(whole(base).facts, whole(result).facts);
        const read = readSides(readers, pathNamed(path), content(base), content(result));
        const found = differing(read.base?.facts ?? [], read.result?.facts ?? []);
        expect(keys(found.base)).toEqual(keys(expected.base));
        expect(keys(found.result)).toEqual(keys(expected.result));
        expect([read.base?.troubles, read.result?.analysed]).toEqual([whole(base).troubles, whole(result).analysed]);
      }),
      { numRuns: 60 },
    );
  });
});
