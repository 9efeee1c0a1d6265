import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { codesAt, findingsOf, pathsOf, shownOf } from "./shown.testing.ts";
import { openStage } from "./stage.testing.ts";

const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const text = (value: string) => new TextEncoder().encode(value);
const pointer = (oid: string, size: number) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid.repeat(64)}\nsize ${size}\n`;

describe("group 4: what is no text, and names", () => {
  it("D9: opaque content is listed with size and digest, and not analysed", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0 } = stage;
    const files = {
      "ranker/model.pkl": bytes(0x80, 0x04, 0x95, 0, 0, 1),
      "ranker/lib.so": bytes(0x7f, 0x45, 0x4c, 0x46, 0, 0),
      "ranker/a.parquet": bytes(0x50, 0x41, 0x52, 0x31, 0, 9),
      "ranker/a.zip": bytes(0x50, 0x4b, 3, 4, 0, 0),
      "ranker/a.png": bytes(0x89, 0x50, 0x4e, 0x47, 0, 1),
      "ranker/net.onnx": bytes(8, 7, 0, 1, 2, 3),
    };
    const added = await shownOf(stage, files);
    for (const path of Object.keys(files)) expect(codesAt(added, path)).toEqual(["opaque.binary"]);
    const kinds = findingsOf(added, "opaque.binary").map(({ evidence }) => evidence["result-kind"]);
    expect(kinds).toEqual(["Parquet", "PNG", "zip archive", "ELF executable or library", "pickle", "unknown"]);
    const base = repo.commit({ files, parents: [c0] });
    const one = { "ranker/model.pkl": bytes(0x80, 0x04, 0x95, 0, 0, 2) };
    const changed = await shownOf({ ...stage, c0: base }, one);
    const [finding] = findingsOf(changed, "opaque.binary");
    expect(finding).toMatchObject({
      class: "opaque",
      risk: "R3",
      before: expect.stringMatching(/^6 bytes, sha256 [0-9a-f]{64}$/),
    });
    expect(finding?.after).not.toBe(finding?.before);
    expect(changed.coverage).toMatchObject([{ path: "ranker/model.pkl", analysed: "none", bytes: 6 }]);
    expect(Object.keys(changed.roles)).toEqual(["data-guard", "oracle"]);
  });

  it("D10: content outside Git is a finding, whichever way it comes in", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const base = stage.repo.commit({
      files: { "ranker/swap.bin": pointer("a", 10), "ranker/in.bin": "content\n", "ranker/out.bin": pointer("b", 10) },
      parents: [stage.c0],
    });
    const shown = await shownOf(
      { ...stage, c0: base },
      {
        "ranker/swap.bin": pointer("c", 10),
        "ranker/in.bin": pointer("d", 10),
        "ranker/out.bin": "content\n",
        ".lfsconfig": "[lfs]\n\turl = https://lfs.example.evil/\n",
      },
    );
    for (const path of pathsOf(shown)) expect(codesAt(shown, path)).toEqual(["lfs.object"]);
    const told = findingsOf(shown, "lfs.object").map(({ title, after }) => `${title}: ${after}`);
    expect(told).toEqual([
      ".lfsconfig changes where content outside Git comes from: url = https://lfs.example.evil/",
      `ranker/in.bin becomes content outside Git: sha256:${"d".repeat(64)}, 10 bytes`,
      expect.stringContaining("ranker/out.bin was content outside Git and becomes a file: 8 bytes"),
      `ranker/swap.bin names other content outside Git: sha256:${"c".repeat(64)}, 10 bytes`,
    ]);
  });

  it("D11: a submodule and its settings are entries and findings, even where the settings hide it", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const settings = '[submodule "lib"]\n\tpath = ranker/lib\n\turl = https://a.example/lib\n';
    const base = repo.commit({
      files: { ".gitmodules": settings, "ranker/lib": { gitlink: "a".repeat(40) } },
      parents: [c0],
    });
    const files = {
      ".gitmodules": settings.replace("a.example", "evil.example").concat("\tignore = all\n"),
      "ranker/lib": { gitlink: "b".repeat(40) },
    };
    const shown = await shownOf({ ...stage, c0: base }, files);
    expect(pathsOf(shown)).toEqual([".gitmodules", "ranker/lib"]);
    expect(findingsOf(shown, "submodule")).toMatchObject([
      { after: "url = https://evil.example/lib; ignore = all", evidence: { hides: "yes" } },
      { before: `160000 ${"a".repeat(40)}`, after: `160000 ${"b".repeat(40)}` },
    ]);
    const head = repo.commit({ files: { "ranker/lib": { gitlink: "b".repeat(40) } }, parents: [c0] });
    await cover(head, { base: c0 });
    expect(await gate(head)).toMatchObject({ decision: "deny", code: "gate.submodule", exit: 4 });
  });

  it("D12: another kind or mode of an entry is a change, and a link out of the tree a finding", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const shown = await shownOf(stage, {
      "ranker/score.py": { link: "../../../etc/passwd" },
      "ranker/weights.json": { mode: "100755", content: '{"like": 1, "share": 2}\n' },
      "ui/git": { link: "../.git/config" },
      "ui/abs": { link: "/etc/hosts" },
      "ui/near": { link: "list.ts" },
    });
    expect(codesAt(shown, "ranker/score.py")).toEqual(["link.escape", "mode.changed"]);
    expect(codesAt(shown, "ranker/weights.json")).toEqual(["mode.changed"]);
    expect(codesAt(shown, "ui/git")).toEqual(["link.escape"]);
    expect(codesAt(shown, "ui/abs")).toEqual(["link.escape"]);
    expect(codesAt(shown, "ui/near")).toEqual([]);
    expect(findingsOf(shown, "mode.changed").map(({ before, after }) => [before, after])).toEqual([
      ["100644 (file)", "120000 (link)"],
      ["100644 (file)", "100755 (executable file)"],
    ]);
    expect(findingsOf(shown, "link.escape").map(({ evidence }) => evidence["why"])).toEqual([
      "above the root",
      "absolute",
      "into .git",
    ]);
  });

  it("D13: paths that systems take for one another are shown both, and hostile ones escaped and without loss", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const long = `ranker/${"d/".repeat(1_990)}x.py`;
    const odd = Uint8Array.from([...text("ranker/"), 0xff, 0xfe]);
    const files = [
      "ranker/Score.py",
      "ranker/\u00e9.py",
      "ranker/e\u0301.py",
      "ranker/score.py.",
      "ranker/NUL.txt",
      "ranker/a\\b.py",
      "ranker/a\nb.py",
      "ranker/a\tb.py",
      'ranker/a"b.py',
      "ranker/-rf",
      long,
      odd,
    ].map((path) => [path, "x = 1\n"] as const);
    const shown = await shownOf(stage, files);
    expect(shown.entries).toHaveLength(files.length);
    const collisions = findingsOf(shown, "path.collision").map(({ at }) => at.map(({ path }) => path));
    expect(collisions).toEqual([
      ["ranker/Score.py", "ranker/score.py", "ranker/score.py."],
      ["ranker/e\u0301.py", "ranker/\u00e9.py"],
    ]);
    const hostile = findingsOf(shown, "path.hostile");
    expect(hostile.map(({ at, evidence }) => [at[0]?.path, evidence["why"]])).toEqual(
      expect.arrayContaining([
        ["ranker/score.py.", "a dot at the end"],
        ["ranker/NUL.txt", "a device of Windows"],
        ["ranker/a\\b.py", "a backslash"],
        ["ranker/a\nb.py", "control characters"],
        ["ranker/a\tb.py", "control characters"],
        ['ranker/a"b.py', "a quote or a sign that shells and systems read"],
        ["ranker/-rf", "begins like an option"],
        [long, "too long"],
        [{ base64: Buffer.from(odd).toString("base64") }, "not UTF-8"],
      ]),
    );
    const { stdout } = await stage.run("show", shown.change);
    expect(stdout).toContain('"ranker/a\\nb.py"');
    expect(stdout).not.toMatch(/[^\P{C}\n\t]/u);
  });
});
