import { cpSync } from "node:fs";
import { expect, it } from "vitest";
import { gitHistory } from "./history.ts";
import { tempFolder } from "./temp-folder.ts";

it.each(["sha1", "sha256"] as const)("builds a %s repository with odd paths and every kind of file", (objectFormat) => {
  using folder = tempFolder();
  const history = gitHistory(folder.path, { objectFormat });
  const commit = history.commit({
    files: [
      ["plain", "1"],
      ["tool", { mode: "100755", content: "2" }],
      ["link", { link: "../x" }],
      ["module", { gitlink: "1".repeat(objectFormat === "sha1" ? 40 : 64) }],
      ['é\n\t"\\', "3"],
      [new Uint8Array([0x61, 0xff]), "4"],
    ],
  });
  const listed = history
    .git(["ls-tree", "-z", commit])
    .replaceAll(/ \w+ \w+\t/g, " ")
    .split("\0");
  expect(listed.slice(0, -1)).toEqual([
    "100644 a\xff",
    "120000 link",
    "160000 module",
    "100644 plain",
    "100755 tool",
    '100644 \xc3\xa9\n\t"\\',
  ]);
  expect(history.git(["fsck", "--strict"])).toBe("");
});

it("makes equal ids of equal plans, however many at a time", () => {
  using folder = tempFolder();
  const plans = [
    { files: { a: "1" } },
    { files: { a: "2" }, parents: [":1"], message: "m" },
    { files: { a: null }, author: "Dana <d@x>" },
  ];
  const together = gitHistory(`${folder.path}/a`).commits(plans);
  const other = gitHistory(`${folder.path}/b`);
  const first = other.commit(plans[0] ?? {});
  const second = other.commit({ ...plans[1], parents: [first] });
  expect(together).toEqual([first, second, other.commit(plans[2] ?? {})]);
  expect(other.git(["for-each-ref", "--format=%(refname)"])).toBe("refs/heads/main");
});

it("merges, and stores what git refuses to write", () => {
  using folder = tempFolder();
  const history = gitHistory(folder.path);
  const base = history.commit({ files: { a: "1" } });
  const ours = history.commit({ files: { b: "1" } });
  const theirs = history.commit({ parents: [base], ref: null, files: { c: "1" } });
  const merge = history.merge(ours, theirs);
  expect(history.git(["rev-list", "--parents", "-1", merge])).toBe(`${merge} ${ours} ${theirs}`);
  expect(history.git(["ls-tree", "--name-only", merge])).toBe("a\nb\nc");
  const clash = history.commit({ parents: [base], ref: null, files: { b: "2" } });
  expect(() => history.merge(ours, clash)).toThrow("merge-tree");
  expect(history.raw("tree", "100644 x\0")).toMatch(/^[0-9a-f]{40}$/);
  history.ref("refs/tags/x", base);
  expect(history.id("x")).toBe(base);
  history.ref("refs/tags/x", null);
  expect(() => history.id("x")).toThrow();
});

it("goes on in a copy as in itself, and neither sees the other", () => {
  using folder = tempFolder();
  const history = gitHistory(`${folder.path}/a`, { objectFormat: "sha256" });
  history.commit({ files: { a: "1" } });
  cpSync(`${folder.path}/a`, `${folder.path}/b`, { recursive: true });
  const copy = history.continuedIn(`${folder.path}/b`);
  const next = { files: { b: "1" } };
  expect(copy.commit(next)).toBe(history.commit(next));
  const own = copy.commit({ files: { c: "1" } });
  expect(copy.id("main")).toBe(own);
  expect(history.id("main")).not.toBe(own);
});
