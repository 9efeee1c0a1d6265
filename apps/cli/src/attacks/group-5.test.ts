import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FileChange } from "@countersign/testkit";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { edited } from "../governed-home.testing.ts";
import { codesAt, findingsOf, pathsOf, shown as shownAgain, shownOf } from "./shown.testing.ts";
import { allowed, failed, openStage, residual } from "./stage.testing.ts";

const FIRST = "def score(post):\n    return 1\n";

describe("group 5: getting out of scope", () => {
  it("E1: a rename out of a guarded folder is two entries, and the deletion is in scope", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const head = repo.commit({ files: { "ranker/score.py": null, "docs/score.py": FIRST }, parents: [c0] });
    expect(await gate(head)).toMatchObject(residual("ranker/score.py"));
    const shown = await shownAgain(stage, await cover(head, { base: c0 }));
    expect([pathsOf(shown), shown.excluded]).toEqual([["ranker/score.py"], 1]);
    expect(await gate(head)).toEqual(allowed());
  });

  it("E2: odd bytes in a name defeat no pattern", async () => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path, { edits: [['paths: ["**"]', 'paths: ["ranker/**"]']] });
    const invalid = Uint8Array.from([...new TextEncoder().encode("ranker/"), 0xff, 0x2e, 0x70, 0x79]);
    const names = ["\u00e9.py", "a\tb.py", "a\nb.py", "a\u2028b.py", "a\u0085b.py", ".hidden"].map(
      (name) => `ranker/${name}`,
    );
    const paths = [...names, invalid];
    const head = repo.commit({ files: paths.map((path) => [path, "x\n"] as const), parents: [c0] });
    const spelled = [...names, JSON.stringify({ base64: Buffer.from(invalid).toString("base64") })];
    expect(await gate(head)).toMatchObject(residual(...spelled));
  });

  it("E3: siblings of an excluded folder by case, place or name are in scope", async () => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path);
    const inside = repo.commit({ files: { "docs/b/c.md": "x\n" }, parents: [c0] });
    expect(await gate(inside)).toEqual(allowed());
    const files = { "Docs/x": "x\n", "ranker/docs/x": "x\n", "docs.py": "x\n" };
    const head = repo.commit({ files, parents: [c0] });
    expect(await gate(head)).toMatchObject(residual("Docs/x", "docs.py", "ranker/docs/x"));
    const file = repo.commit({ files: { "docs/a.md": null, docs: "x\n" }, parents: [c0] });
    expect(await gate(file)).toMatchObject(residual("docs"));
  });

  it.each<readonly [string, Readonly<Record<string, FileChange>>, string]>([
    ["a mode", { "ranker/score.py": { mode: "100755", content: FIRST } }, "ranker/score.py"],
    ["an empty file", { "ranker/__init__.py": "" }, "ranker/__init__.py"],
    ["binary content", { "ranker/a.bin": Uint8Array.of(0, 1, 2) }, "ranker/a.bin"],
    ["a link's target", { "ranker/l": { link: "score.py" } }, "ranker/l"],
  ])("E4: %s is an entry like any other, denied until it is covered", async (_, files, path) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const head = repo.commit({ files, parents: [c0] });
    expect(await gate(head)).toMatchObject(residual(path));
    expect(pathsOf(await shownAgain(stage, await cover(head, { base: c0 })))).toEqual([path]);
    expect(await gate(head)).toEqual(allowed());
  });

  it("E4: a gitlink is an entry, denied until it is covered and named by the policy", async () => {
    using folder = tempFolder();
    const edits = [["submodules: []", 'submodules: [{path: ranker/lib, repository: "local:feed"}]']] as const;
    const { repo, c0, cover, gate } = await openStage(folder.path, { edits });
    const head = repo.commit({ files: { "ranker/lib": { gitlink: "a".repeat(40) } }, parents: [c0] });
    expect(await gate(head)).toMatchObject(residual("ranker/lib"));
    await cover(head, { base: c0 });
    expect(await gate(head)).toEqual(allowed());
    const other = repo.commit({ files: { "ui/lib": { gitlink: "a".repeat(40) } }, parents: [c0] });
    await cover(other, { base: c0 });
    expect(await gate(other)).toMatchObject({ decision: "deny", code: "gate.submodule", exit: 4 });
  });

  it("E5: a copy of guarded code elsewhere is in scope, and found even with a changed line", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const code = Array.from({ length: 12 }, (_, at) => `def rule_${at}(post):\n    return post.value_${at}\n`).join("");
    const base = stage.repo.commit({ files: { "ranker/rules.py": code }, parents: [stage.c0] });
    const at = { ...stage, c0: base };
    const shown = await shownOf(at, {
      "ui/rules.py": code.replace("value_3\n", "value_33\n"),
      "ui/same.py": FIRST,
      "ui/new.py": "def other(post):\n    return 2\n    # words\n",
      "ui/list.ts": 'import { rules } from "./rules";\n',
    });
    expect(findingsOf(shown, "code.copied").map(({ at: places, evidence }) => [places[0]?.path, evidence])).toEqual([
      ["ui/rules.py", { original: "ranker/rules.py", "share-percent": "95" }],
      ["ui/same.py", { original: "ranker/score.py", "share-percent": "100" }],
    ]);
    expect(pathsOf(shown)).toEqual(["ui/list.ts", "ui/new.py", "ui/rules.py", "ui/same.py"]);
    expect(await stage.gate(stage.repo.id("refs/heads/proposed"))).toMatchObject({ code: "gate.residual", exit: 4 });
  });

  it("E6: one uncovered step in the middle of four is what is left over", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const heads: string[] = [];
    for (const name of ["a", "b", "c", "d"])
      heads.push(repo.commit({ files: { [`ranker/${name}.py`]: "x\n" }, parents: [heads.at(-1) ?? c0] }));
    const [one, two, three, four] = heads;
    await cover(one ?? "", { base: c0 });
    await cover(three ?? "", { base: two ?? "" });
    await cover(four ?? "", { base: three ?? "" });
    expect(await gate(four ?? "")).toMatchObject(residual("ranker/b.py"));
    await cover(two ?? "", { base: one ?? "" });
    expect(await gate(four ?? "")).toEqual(allowed());
  });

  it("E7: a link across the border of the scope is a finding, from either side", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const shown = await shownOf(stage, {
      "docs/l": { link: "../ranker/weights.json" },
      "docs/own": { link: "a.md" },
      "ranker/l": { link: "../docs/a.md" },
      "ranker/own": { link: "score.py" },
    });
    expect(findingsOf(shown, "link.scope").map(({ at, evidence }) => [at[0]?.path, evidence])).toEqual([
      ["docs/l", { target: "ranker/weights.json", direction: "into scope" }],
      ["ranker/l", { target: "docs/a.md", direction: "out of scope" }],
    ]);
    expect([pathsOf(shown), shown.excluded]).toEqual([["docs/l", "ranker/l", "ranker/own"], 1]);
  });

  it("E7: a link in an excluded folder that leads into the scope is denied until it is approved, whatever it was before", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const own = repo.commit({ files: { "docs/own": { link: "a.md" }, "docs/f": { link: "sub" } }, parents: [c0] });
    expect(await gate(own)).toEqual(allowed());
    const files = { "docs/own": { link: "../ranker/weights.json" }, "docs/f": { link: "../ranker" } };
    const head = repo.commit({ files, parents: [own] });
    expect(await gate(head)).toMatchObject({ ...residual("docs/f", "docs/own"), exit: 4 });
    await cover(head, { base: own });
    expect(await gate(head)).toEqual(allowed());
    const gone = repo.commit({ files: { "docs/own": "text\n" }, parents: [head] });
    expect(await gate(gone)).toMatchObject({ ...residual("docs/own"), exit: 4 });
  });

  it("E7: whoever has to approve the target of a link has to approve the link", async () => {
    using folder = tempFolder();
    const { repo, c0, capture, say, gate } = await openStage(folder.path, {
      edits: [
        ['{id: data-flow, paths: ["**"],', '{id: data-flow, paths: ["serving/**", "ranker/weights.json"],'],
        ["requires: [algorithm]", "requires: [algorithm, data-flow]"],
      ],
    });
    const plain = repo.commit({ files: { "ui/l": { link: "list.ts" } }, parents: [c0] });
    const first = await capture(plain, { base: c0 });
    await say("approve", first.change, "dana");
    expect(await gate(plain)).toEqual(allowed());
    for (const link of ["../ranker/weights.json", "../serving", "../ranker/../serving/io.ts"]) {
      const head = repo.commit({ files: { "ui/l": { link } }, parents: [plain] });
      const { change, requirements } = await capture(head, { base: plain });
      expect(requirements).toMatchObject([
        { id: "algorithm", state: "UNSATISFIED" },
        { id: "data-flow", state: "UNSATISFIED" },
      ]);
      await say("approve", change, "dana");
      expect(await gate(head)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3, residual: [] });
      await say("approve", change, "nils");
      expect(await gate(head)).toEqual(allowed());
    }
  });

  it("E7: a link to the root leads into the scope, also where all folders of the root are left out", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path, {
      edits: [
        ['include: ["**"]', 'include: ["*.py"]'],
        ['exclude: ["docs/**"]', 'exclude: ["*/**"]'],
      ],
    });
    const head = repo.commit({ files: { "docs/l": { link: ".." } }, parents: [c0] });
    expect(await gate(head)).toMatchObject(residual("docs/l"));
    await cover(head, { base: c0 });
    expect(await gate(head)).toEqual(allowed());
  });

  it("E7: a link that was in scope only in between is nothing to the steps as one, and each step of them is denied", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const between = repo.commit({ files: { "docs/a.md": { link: "../ranker" } }, parents: [c0] });
    const head = repo.commit({ files: { "docs/a.md": "Other.\n", "ranker/new.py": FIRST }, parents: [between] });
    expect(await gate(head)).toMatchObject(residual("docs/a.md", "docs/a.md", "ranker/new.py"));
    await cover(head, { base: c0 });
    expect(await gate(between)).toMatchObject(residual("docs/a.md"));
    expect(await gate(head)).toEqual(allowed());
  });

  it("E7: steps as one have a link in place of what was there before the first of them, and taken out it is gone", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const other = repo.commit({ files: { "docs/a.md": "Other.\n" }, parents: [c0] });
    const head = repo.commit({ files: { "docs/a.md": { link: "../ranker" } }, parents: [other] });
    expect(await gate(other)).toEqual(allowed());
    expect(await gate(head)).toMatchObject(residual("docs/a.md"));
    await cover(head, { base: c0 });
    expect(await gate(head)).toEqual(allowed());
    const gone = repo.commit({ files: { "docs/a.md": "Third.\n" }, parents: [head] });
    expect(await gate(gone)).toMatchObject(residual("docs/a.md"));
  });

  it.each([
    ["a link", { link: "ui" }, allowed()],
    ["a submodule", { gitlink: "a".repeat(40) }, { decision: "deny", code: "gate.submodule", exit: 4, residual: [] }],
  ] as const)(
    "E16: %s in the place of a folder in scope is in scope, and asks whom the folder asks",
    async (_, entry, covered) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path, {
        edits: [
          ['include: ["**"]', 'include: ["ranker/**", "docs/**"]'],
          ['paths: ["**"]', 'paths: ["ranker/**"]'],
        ],
      });
      const { repo, c0, cover, gate } = stage;
      const files = { "ranker/score.py": null, "ranker/weights.json": null };
      await cover(repo.commit({ files, parents: [c0], ref: "refs/heads/removed" }), { base: c0 });
      const head = repo.commit({ files: { ...files, ranker: entry }, parents: [c0] });
      expect(await gate(head)).toMatchObject(residual("ranker", "ranker/score.py", "ranker/weights.json"));
      const change = await cover(head, { base: c0 });
      expect(pathsOf(await shownAgain(stage, change))).toEqual(["ranker", "ranker/score.py", "ranker/weights.json"]);
      expect(await gate(head)).toMatchObject(covered);
      const file = repo.commit({ files: { ...files, ranker: "x\n" }, parents: [c0] });
      expect(await gate(file)).toEqual(allowed());
    },
  );

  it("E8: deleting a configuration, a test or an ownership file is a change", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const files = { "test/guard.py": "assert 1\n", CODEOWNERS: "* @dana\n" };
    const base = repo.commit({ files, parents: [c0] });
    await cover(base, { base: c0 });
    const gone = { "ranker/weights.json": null, "test/guard.py": null, CODEOWNERS: null };
    const head = repo.commit({ files: gone, parents: [base] });
    expect(await gate(head)).toMatchObject(residual("CODEOWNERS", "ranker/weights.json", "test/guard.py"));
  });

  it("E9: a new folder that no requirement claims is denied with its path", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate, askGate } = await openStage(folder.path, {
      edits: [
        ['paths: ["**"], role: oracle', 'paths: ["ranker/**"], role: oracle'],
        ['paths: ["**"], role: data-guard', 'paths: ["ranker/**"], role: data-guard'],
      ],
    });
    const head = repo.commit({ files: { "serving2/main.py": "x\n" }, parents: [c0] });
    await cover(head, { base: c0 });
    expect(await gate(head)).toMatchObject({ decision: "deny", code: "gate.unclaimed", exit: 4 });
    expect(JSON.stringify((await askGate(head)).json)).toContain("serving2/main.py");
  });

  it("E10: what steers git is in scope wherever it lies, and what steers the build is named", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, gate, run } = stage;
    const files = {
      "docs/.gitattributes": "* -text\n",
      "docs/.gitmodules": "[submodule]\n",
      "docs/.lfsconfig": "[lfs]\n",
      "docs/conftest.py": "x\n",
      "docs/.github/workflows/ci.yml": "on: push\n",
      "docs/package.json": "{}\n",
    };
    const head = repo.commit({ files, parents: [c0], ref: "refs/heads/proposed" });
    const steering = ["docs/.gitattributes", "docs/.gitmodules", "docs/.lfsconfig"];
    expect(await gate(head)).toMatchObject(residual(...steering));
    const shown = await shownOf(stage, files);
    expect(pathsOf(shown)).toEqual(steering);
    expect(findingsOf(shown, "build.excluded").map(({ at }) => at[0]?.path)).toEqual([
      "docs/.github/workflows/ci.yml",
      "docs/conftest.py",
      "docs/package.json",
    ]);
    expect((await run("policy", "check", stage.policy)).stdout).toContain("would steer the build of local:feed");
  });

  it("E11: attributes that change a checkout or an archive are findings, and digests are of the blobs alone", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture } = stage;
    const rules = [
      "export-ignore",
      "export-subst",
      "eol=crlf",
      "ident",
      "filter=x",
      "working-tree-encoding=UTF-16",
      "text",
    ];
    const attributes = rules.map((rule) => `*.py ${rule}\n`).join("");
    const shown = await shownOf(stage, { ".gitattributes": attributes });
    expect(findingsOf(shown, "attributes.content").map(({ after, risk }) => [after, risk])).toEqual(
      rules.map((rule) => [`*.py ${rule}`, "R3"]),
    );
    const score = { "ranker/score.py": "# $Id$\nweight = 2\n" };
    const plain = await capture(repo.commit({ files: score, parents: [c0] }), { base: c0 });
    const base = repo.commit({ files: { ".gitattributes": attributes }, parents: [c0] });
    const steered = await capture(repo.commit({ files: score, parents: [base] }), { base });
    expect(steered["changeDigest"]).toBe(plain["changeDigest"]);
  });

  it("E12: a scope that leaves out everything is no scope, and a pattern that matches nothing is named", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { run } = stage;
    const check = async (part: string, replacement: string) => {
      const file = join(folder.path, "other.yaml");
      writeFileSync(file, edited(stage, part, replacement));
      return run("policy", "check", file, "--against", stage.repo.path, "--json");
    };
    for (const [part, replacement] of [
      ['exclude: ["docs/**"]', 'exclude: ["**"]'],
      ['include: ["**"]', "include: []"],
    ] as const) {
      const { exit, stdout } = await check(part, replacement);
      expect([exit, stdout]).toEqual([6, expect.stringContaining("policy.scope-empty")]);
    }
    const unmatched = await check('exclude: ["docs/**"]', 'exclude: ["dosc/**"]');
    expect([unmatched.exit, unmatched.stdout]).toEqual([0, expect.stringContaining("pattern-matches-nothing")]);
  });

  it.each([
    ["an environment in other letters", { env: "Production" }, failed("usage.environment", 2)],
    ["an environment with a blank", { env: "production " }, failed("usage.environment", 2)],
    ["an environment in another Unicode form", { env: "producti\u00f3n" }, failed("usage.environment", 2)],
    ["an environment as a pattern", { env: "prod*" }, failed("usage.environment", 2)],
    ["an unknown repository", { repository: "local:food" }, failed("policy.repository")],
    ["an unknown ref", { ref: "refs/heads/Main" }, failed("policy.ref")],
    ["a short ref", { ref: "main" }, failed("usage.ref", 2)],
  ])("E13: %s is never nothing to check", async (_, options, answer) => {
    using folder = tempFolder();
    const { c0, gate } = await openStage(folder.path);
    expect(await gate(c0, options)).toMatchObject(answer);
  });

  it("E15: code in scope that names an excluded path is found when it first does, and packets count what they leave out", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const shown = await shownOf(stage, {
      "docs/weights.json": '{"like": 9}\n',
      "ranker/score.py": 'WEIGHTS = open("docs/weights.json")\n',
      "ranker/near.py": "path = '../docs/weights.json'\n",
      "ranker/yaml.yml": "source: docs/weights.json\n",
      "ranker/plain.py": "# docs are elsewhere: mydocs/weights.json\n",
    });
    expect(shown.excluded).toBe(1);
    for (const path of ["ranker/score.py", "ranker/near.py", "ranker/yaml.yml"])
      expect(codesAt(shown, path)).toEqual(["scope.reference"]);
    expect(codesAt(shown, "ranker/plain.py")).toEqual([]);
    expect(findingsOf(shown, "scope.reference")[0]).toMatchObject({
      class: "remote-code",
      risk: "R4",
      evidence: { excluded: "docs/weights.json" },
    });
  });
});
