import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { codesAt, findingsOf, pathsOf, shownOf } from "./shown.testing.ts";
import { openStage } from "./stage.testing.ts";

const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

describe("group 4: text that is not what it looks like", () => {
  it("D1: attributes that hide text are findings, and the text is an entry in full", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0 } = stage;
    const rules = "*.py -diff\n*.json binary\n*.ts diff=x linguist-generated\nui/* linguist-vendored\n";
    const shown = await shownOf(stage, {
      ".gitattributes": rules,
      "ranker/.gitattributes": "* -diff\n",
      "ranker/score.py": "def score(post):\n    return 2\n",
    });
    expect(pathsOf(shown)).toEqual([".gitattributes", "ranker/.gitattributes", "ranker/score.py"]);
    expect(findingsOf(shown, "attributes.content").map(({ after }) => after)).toEqual([
      "*.py -diff",
      "*.json binary",
      "*.ts diff=x",
      "*.ts linguist-generated",
      "ui/* linguist-vendored",
      "* -diff",
    ]);
    const base = repo.commit({ files: { ".gitattributes": "*.py -diff\n" }, parents: [c0] });
    const head = repo.commit({ files: { "ranker/score.py": "weight = 3\n", ".gitattributes": null }, parents: [base] });
    const { change } = await stage.capture(head, { base });
    const { stdout } = await stage.run("show", change);
    expect(stdout).toContain("+weight = 3");
    expect(stdout).toContain(".gitattributes no longer says -diff of *.py");
  });

  it("D4: indentation, line ends and a missing last line end are entries with their bytes", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const shown = await shownOf(stage, {
      "ranker/score.py": "def score(post):\n\treturn 1\n",
      "ranker/weights.json": '{"like": 1, "share": 2}\r\n',
      "ui/list.ts": "export const list = [];",
    });
    expect(pathsOf(shown)).toEqual(["ranker/score.py", "ranker/weights.json", "ui/list.ts"]);
    expect(shown.coverage.map(({ bytes: size, analysed }) => [size, analysed])).toEqual([
      [27, "syntax"],
      [25, "typed"],
      [23, "syntax"],
    ]);
  });

  it("D5: hidden and look-alike characters are findings in code, paths, names and messages", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { edits: [["unresolved: deny", "unresolved: allow"]] });
    const shown = await shownOf(
      stage,
      {
        "ranker/bidi.py": "if access != 'user\u202e \u2066// admin\u2069 \u2066':\n",
        "ranker/invisible.py": "a\u200bb = 1\nc = 'x\u{e0041}'\nd = 'y\u{fe01}'\n",
        "ranker/mixed.py": "def sc\u043ere():\n    \u0430 = 1\n",
        "ranker/plain.py": "# Привет, мир: обычный комментарий\nx = '😀️ é'\n",
        "ranker/sc\u043ere.py": "x\n",
        "ranker/a\u202eb.py": "x\n",
      },
      { message: "Tune\u200b\n\nNo \u202e change", author: "Olg\u0430 <olga@acme.example>" },
    );
    expect(codesAt(shown, "ranker/bidi.py")).toEqual(["text.bidi"]);
    expect(codesAt(shown, "ranker/invisible.py")).toEqual(["text.invisible"]);
    expect(codesAt(shown, "ranker/mixed.py")).toEqual(["text.mixed-script"]);
    expect(codesAt(shown, "ranker/plain.py")).toEqual([]);
    expect(codesAt(shown, "ranker/sc\u043ere.py")).toEqual(["text.mixed-script"]);
    expect(codesAt(shown, "ranker/a\u202eb.py")).toEqual(["text.bidi"]);
    const places = shown.findings.map(({ code, evidence: { where } }) => [code, where]).filter(([, where]) => where);
    expect(places).toContainEqual(["text.invisible", "the title of the change"]);
    expect(places).toContainEqual(["text.bidi", "the text of the change"]);
    expect(places).toContainEqual(["text.mixed-script", "the name of contributor 1"]);
    expect(findingsOf(shown, "text.invisible")[0]).toMatchObject({ class: "obfuscation", risk: "R4" });
    expect(shown.findings.map(({ risk }) => risk)).toEqual(
      shown.findings
        .map(({ risk }) => risk)
        .toSorted()
        .toReversed(),
    );
    const { stdout } = await stage.run("show", shown.change);
    expect(stdout).toContain("text.bidi: found U+202E");
    expect(stdout).not.toMatch(/[^\P{C}\n\t]/u);
  });

  it("D6: code behind a gap of blanks and lines that nobody reads to their end are findings", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const shown = await shownOf(stage, {
      "ranker/gap.py": `x = 1${" ".repeat(400)}; steal()\n`,
      "ranker/wide.py": `x = "${"a b ".repeat(262_144)}"\n`,
      "ranker/min.js": `${"function a(b){return b?c(d[e]):f&&g;}".repeat(40)}\n`,
      "ranker/plain.py": `x = 1${" ".repeat(400)}\n`,
    });
    expect(codesAt(shown, "ranker/gap.py")).toEqual(["text.wide-gap"]);
    expect(codesAt(shown, "ranker/wide.py")).toEqual(["text.long-line"]);
    expect(codesAt(shown, "ranker/min.js")).toEqual(["text.minified"]);
    expect(codesAt(shown, "ranker/plain.py")).toEqual([]);
  });

  it("D7: line ends that only some parsers see and what a terminal obeys are findings, and escaped", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const odd = {
      cr: "\r",
      vt: "\v",
      ff: "\f",
      nel: "\u0085",
      ls: "\u2028",
      esc: "\u001b[2J",
      osc: "\u001b]0;x\u0007",
    };
    const files = Object.entries(odd).map(([name, text]) => [`ranker/${name}.py`, `# note${text}steal()\n`] as const);
    const shown = await shownOf(stage, [...files, ["ranker/crlf.py", "a = 1\r\n"], ["ranker/\u001b[31m.py", "x\n"]], {
      message: "Tune \u001b[2J",
    });
    for (const [path] of files) expect(codesAt(shown, path)).toEqual(["text.control"]);
    expect(codesAt(shown, "ranker/crlf.py")).toEqual([]);
    expect(codesAt(shown, "ranker/\u001b[31m.py")).toContain("text.control");
    expect(shown.findings.map(({ evidence }) => evidence["where"])).toContain("the title of the change");
    const { stdout } = await stage.run("show", shown.change);
    expect(stdout).not.toMatch(/[^\P{C}\n\t]/u);
    expect((await stage.run("show", shown.change, "--json")).stdout).not.toMatch(/[^\P{C}\n\t]/u);
  });

  it("D8: other encodings than UTF-8 are stated with their bytes, and leave every requirement in place", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const shown = await shownOf(stage, {
      "ranker/utf16.py": utf16("weight = 2\n"),
      "ranker/plain16.py": Buffer.from("weight = 2\nshare = 3\n", "utf16le"),
      "ranker/utf7.py": "x = '+ADw-script+AD4-'\n",
      "ranker/bom.py": "\ufeffweight = 2\n",
      "ranker/invalid.py": bytes(0x61, 0xff, 0x0a),
      "ranker/.gitattributes": "*.py working-tree-encoding=UTF-16\n",
    });
    expect(codesAt(shown, "ranker/utf16.py")).toEqual(["encoding.utf-16"]);
    expect(codesAt(shown, "ranker/plain16.py")).toEqual(["encoding.utf-16"]);
    expect(codesAt(shown, "ranker/utf7.py")).toEqual(["encoding.utf-7"]);
    expect(codesAt(shown, "ranker/bom.py")).toEqual(["encoding.bom"]);
    expect(codesAt(shown, "ranker/invalid.py")).toEqual(["encoding.invalid"]);
    expect(codesAt(shown, "ranker/.gitattributes")).toEqual(["attributes.content"]);
    expect(findingsOf(shown, "encoding.invalid")[0]?.evidence).toMatchObject({ bytes: "3", invalidAt: "1" });
    const analysed = shown.coverage.filter((one) => one.analysed !== "none").map(({ path }) => path);
    expect(analysed).toEqual(["ranker/.gitattributes"]);
    expect(Object.keys(shown.roles)).toEqual(["data-guard", "oracle"]);
  });
});
