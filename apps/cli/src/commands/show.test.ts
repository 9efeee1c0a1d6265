import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import type { FileChange } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk, member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";

type Sides = { readonly old: FileChange; readonly new: FileChange };

describe("show", () => {
  it("tells everything that a decision binds, who decides, and what was said", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run } = await desk(folder.path);
    propose(
      "feature",
      { "ranker/score.py": "weight = 2\n", "docs/a.md": "words\n" },
      { message: "Raise the weight\n\nA little." },
    );
    const captured = await capture("feature", "--proposal", "42", "--pushed-by", "github:1001");
    await done(say("hold", captured.change, "nils", "-m", "why?"));
    const { stdout } = await done(run("show", captured.change.slice(0, 16)));
    const bound = [
      captured.change,
      captured["changeDigest"],
      member(captured["base"], "commit"),
      member(captured["head"], "commit"),
      member(captured["result"], "tree"),
      member(captured["packet"], "sha256"),
    ];
    for (const one of bound) expect(stdout).toContain(String(one));
    for (const text of [
      "Raise the weight",
      "A little.",
      "proposal    42",
      "Olga <olga@acme.example> = olga",
      "pushed by github:1001",
      "1 more is out of scope",
    ])
      expect(stdout).toContain(text);
    expect(stdout).toMatch(/^weight 1 → 2 \(doubled\)/);
    expect(stdout).toContain("by the author: Raise the weight");
    expect(stdout).toContain("R4  weight: weight 1 → 2 (doubled)");
    expect(stdout).toContain("1 file, 1 line, by syntax tree");
    expect(stdout).toContain("algorithm  held by nordsec: why?; 1 of oracle: dana");
    expect(stdout).toContain("leaf 2  hold by nils of nordsec as data-guard: why?");
    expect(stdout).toContain("@@ -1,1 +1,1 @@\n-weight = 1\n+weight = 2\n");
    expect(stdout).toContain(`next: countersign approve ${captured.change.slice(0, 16)} --key KEY`);
    const { json } = await run("show", captured.change, "--stat", "--json");
    const { leaf, requirements: _, rejections: __, outcome: ___, waitingFor: ____, ...change } = captured;
    expect(json).toMatchObject({
      ...change,
      leaf,
      diffs: [],
      findings: [{ class: "weight", code: "param.changed" }],
      reviews: [{ decision: "hold", person: "nils", message: "why?", leaf: { index: 2 } }],
    });
  });

  const rows: readonly (readonly [string, Sides, readonly string[]])[] = [
    ["D4 a tab in place of blanks", { old: "if a:\n    b\n", new: "if a:\n\tb\n" }, ["-    b", "+\tb"]],
    ["D4 another end of lines", { old: "a\n", new: "a\r\n" }, ["-a", "+a\\u{d}"]],
    ["D4 a last line without its end", { old: "a\n", new: "a" }, ["-a\n+a\n\\ No newline at end of file"]],
    ["D5 hidden and reordering characters", { old: "a\n", new: "a\u202e\u200bb\n" }, ["+a\\u{202e}\\u{200b}b"]],
    ["D6 code pushed off the screen", { old: "a\n", new: `a${" ".repeat(400)}steal()\n` }, ["+a⟦400 blanks⟧steal()"]],
    ["D7 what a terminal obeys", { old: "a\n", new: "\u001b[2J\rb\n" }, ["+\\u{1b}[2J\\u{d}b"]],
    ["D8 a byte order mark", { old: "a\n", new: "\ufeffa\n" }, ["+\\u{feff}a"]],
    [
      "D8 what is not UTF-8",
      { old: "a\n", new: Uint8Array.of(0x61, 0xff, 0x0a) },
      ["it is not valid UTF-8", "3 bytes", "result sha256"],
    ],
    ["D8 UTF-16", { old: "a\n", new: Uint8Array.of(0xff, 0xfe, 0x61, 0) }, ["it contains NUL bytes"]],
    [
      "D9 opaque content",
      { old: null, new: Uint8Array.of(0x80, 0, 1, 2) },
      ["added ", "it contains NUL bytes", "4 bytes"],
    ],
    [
      "D10 a pointer of Git LFS",
      { old: "a\n", new: "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n" },
      ["the content itself lies outside Git"],
    ],
    [
      "D12 a file that becomes a link",
      { old: "a\n", new: { link: "../../.git/config" } },
      ["mode 100644 (file) → 120000 (link)", "+../../.git/config"],
    ],
    [
      "D12 a mode without a line",
      { old: "a\n", new: { mode: "100755", content: "a\n" } },
      ["mode 100644 (file) → 100755 (executable file)"],
    ],
    ["E8 a deletion", { old: "a\n", new: null }, ["deleted ", "-a"]],
    ["J5 a large file", { old: "a\n", new: "x\n".repeat(300_000) }, ["a side is larger than 512 KiB", "600000 bytes"]],
    [
      "J5 many unlike lines",
      { old: lines("a", 6000), new: lines("b", 6000) },
      ["@@ -1,6000 +1,6000 @@\n-a 0\n", "11801 more lines are not shown"],
    ],
    [
      "D11 a submodule",
      { old: { gitlink: "a".repeat(40) }, new: { gitlink: "b".repeat(40) } },
      ["submodule, mode 160000", `base   commit ${"a".repeat(40)}`, `result commit ${"b".repeat(40)}`],
    ],
  ];

  it("shows each kind of difference for what it is, and nothing that a terminal obeys", async () => {
    using folder = tempFolder();
    const { repo, capture, run } = await desk(folder.path);
    const side = (which: "old" | "new") => Object.fromEntries(rows.map(([what, sides]) => [what, sides[which]]));
    const base = repo.commit({ files: side("old") });
    const { change } = await capture(repo.commit({ files: side("new"), parents: [base], ref: "refs/heads/feature" }));
    const { stdout } = await done(run("show", change, "--hunks"));
    const shown = new Map(stdout.split(/^(?=added|deleted|changed)/m).map((text) => [/"(.*)"/.exec(text)?.[1], text]));
    for (const [what, , texts] of rows) for (const text of texts) expect(shown.get(what)).toContain(text);
    expect(stdout).not.toMatch(/[^\P{C}\n\t]/u);
  });

  it("D13: shows a path that a terminal would obey as escapes", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    at.propose("feature", { "ranker/\u001b[31m\u202e\tx": "a\n" });
    const { change } = await at.capture("feature");
    const { stdout } = await done(at.run("show", change, "--hunks"));
    expect(stdout).toContain('added "ranker/\\u001b[31m\\u202e\\tx"');
  });

  it("D1: shows text that attributes of the repository call binary", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    at.propose("feature", { ".gitattributes": "* -diff binary\n", "ranker/score.py": "weight = 2\n" });
    const { change } = await at.capture("feature");
    expect((await done(at.run("show", change))).stdout).toContain("-weight = 1\n+weight = 2");
  });

  it("D2: counts the lines that it leaves out, and prints all of them when it is asked to", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    at.propose("feature", { "ranker/x": lines("a", 500) });
    const { change } = await at.capture("feature");
    const bounded = await done(at.run("show", change, "--hunks"));
    expect(bounded.stdout).toContain("301 more lines are not shown; --full shows them");
    const whole = await done(at.run("show", change, "--hunks", "--full"));
    expect(whole.stdout.match(/^\+a /gm)).toHaveLength(500);
    expect(whole.stdout).not.toContain("Who must decide");
  });

  it("shows the result of the merge, where the base has moved on", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    at.propose("feature", { "ranker/score.py": "weight = 2\n" });
    at.repo.commit({ files: { "ranker/other.py": "x\n" } });
    const { change } = await at.capture("feature");
    const { stdout } = await done(at.run("show", change));
    expect(stdout).toContain("1 path: 1 changed");
    rmSync(join(at.home, "mirrors"), { recursive: true });
    expect(await at.run("show", change, "--json")).toMatchObject({ exit: 6, json: { code: "git.missing-object" } });
    expect((await done(at.run("show", change, "--repo", at.repo.path))).stdout).toBe(stdout);
  });

  it("A3: points to the revision that replaced it", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    const one = await at.capture(at.propose("one", { "ranker/score.py": "weight = 2\n" }), "--proposal", "7");
    const two = await at.capture(at.propose("two", { "ranker/score.py": "weight = 3\n" }), "--proposal", "7");
    expect(await at.run("show", one.change, "--json")).toMatchObject({ json: { replacedBy: two.change } });
    expect((await at.run("show", one.change)).stdout).toContain(`Replaced: the proposal is now change ${two.change}`);
  });

  it("D18: shows nothing of a packet that is not the one that was recorded", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    at.propose("feature", { "ranker/score.py": "weight = 2\n" });
    const captured = await at.capture("feature");
    const sha256 = String(member(captured["packet"], "sha256"));
    const file = join(at.home, "packets", sha256.slice(0, 2), sha256.slice(2));
    const packet = readFileSync(file, "utf8");
    writeFileSync(file, packet.replace("olga", "igor"));
    expect(await at.run("show", captured.change, "--json")).toMatchObject({
      exit: 6,
      stdout: expect.stringContaining("files.digest"),
    });
    rmSync(file);
    expect(await at.run("show", captured.change, "--json")).toMatchObject({
      exit: 6,
      json: { code: "packet.missing" },
    });
    await at.capture("feature");
    expect(readFileSync(file, "utf8")).toBe(packet);
  });
});

function lines(text: string, count: number): string {
  return Array.from({ length: count }, (_, at) => `${text} ${at}\n`).join("");
}
