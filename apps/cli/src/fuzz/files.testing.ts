import { readGrammar } from "@countersign/adapters/grammars";
import { GGUF, KERAS, LIGHTGBM, NPZ, ONNX, TENSORS, TORCH, bytesReader } from "@countersign/reviewers/testing";
import { text } from "@countersign/testkit";

/** A file that the analysis reads: bytes as the other side of the first example. */
type AnalysedFile = {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
};

const CODE = {
  "a.go":
    "package p\n\n// Weight.\nconst Weight = 0.5\n\nfunc (r *R) Score(x int) int {\n\tif x > 5 {\n\t\treturn 1\n\t}\n\treturn 2\n}\n",
  "a.java":
    'package p;\n\npublic class A extends B {\n  @Test(timeout = 5)\n  public int f(int x) {\n    return g("a", x);\n  }\n}\n',
  "a.py":
    'import a\n\n\nclass A(B):\n    """D."""\n\n    @p(x=1)\n    def f(self, x=5):\n        return [x, "a"] if x > 3 else None\n',
  "a.rs":
    '#[cfg(test)]\nmod tests {\n    fn f() -> u8 {\n        match x { 1 => 2, _ => r#"a"# }\n    }\n}\nparam!(A, f64, "k", 0.5);\n',
  "a.scala":
    'package p\n\nobject A extends Param("k", default = 0.5) {\n  val stages = Seq(a, b) ++ c\n  def f(x: Int) = x match { case 1 => s"$x" }\n}\n',
  "a.ts":
    "import { a } from './a.ts';\n\nexport const f = async (x: number) => {\n  return `a${x}` ?? { b: 1 };\n};\nexport class A { b = 1; }\n",
  "a.lmr": "rule a when account_age < 30 then drop\nboost reply by 13.5 -- more\n",
} as const;

const DOCUMENTS = {
  "a.yaml": "weights: &w\n  reply: 13.5\n  list: [a, 'b']\nother: *w\nscript: |\n  return 1\n",
  "a.json": '{"a": [1, -2.5e3, "x\\u00e9"], "b": {"c": null}}',
  "a.ipynb": '{"cells": [{"cell_type": "code", "source": ["x = 1\\n", "y"]}], "metadata": {}}',
  "a.toml": '[a.b]\nc = 1_000\nd = """\nx\n"""\n[[e]]\nf = [1, {g = 2}]\n',
  "a.conf": 'a { b = 1, c = [1, 2], d = ${x} }\ninclude "y"\n',
  "a.ini": "[a]\nb = 1 ; c\n",
  "a.md": "# A\n\n| name | weight |\n|---|---|\n| reply | 13.5 |\n\n```python\nx = 1\n```\n",
  "a.proto": 'syntax = "proto3";\nmessage A {\n  optional int64 b = 1 [(personal) = true];\n  enum C { D = 0; }\n}\n',
  "a.thrift": "struct A {\n  1: optional i64 b = 5 (personalDataType = 'UserId')\n}\n",
  "a.sql": "SELECT a, CASE WHEN b > 5 THEN 1 ELSE 0 END FROM t WHERE c IN ('x', 'y');\n",
  "a.xml": '<?xml version="1.0"?>\n<a b="1"><c>2</c><!-- d --></a>\n',
  "a.csv": 'a,b\n1,"x ""y"""\n',
  "a.pbtxt": 'a { b: 1 c: "x" }\n',
  "a.j2": "{% if a > 5 %}{{ b | c }}{% endif %}\n",
  "go.mod": "module a\n\nrequire (\n\tb.example/c v1.2.3 // indirect\n)\n",
} as const;

const MODELS = {
  "a.safetensors": TENSORS,
  "a.onnx": ONNX,
  "a.gguf": GGUF,
  "a.keras": KERAS,
  "a.npz": NPZ,
  "a.pt": TORCH,
  "a.txt": LIGHTGBM,
} as const;

/** Files of the languages, documents and models that the analysis reads. */
export async function analysedFiles(): Promise<readonly AnalysedFile[]> {
  const files = Object.entries({ ...CODE, ...DOCUMENTS, ...MODELS });
  const read = await bytesReader(
    readGrammar,
    files.map(([path]) => path),
  );
  return files.map(([path, content]) => {
    const seed = typeof content === "string" ? text(content) : content;
    return { name: `analysed-${path}`, seeds: [seed], read: (bytes) => read(path, seed, bytes) };
  });
}
