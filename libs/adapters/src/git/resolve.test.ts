import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolveEnds, resolveRevision } from "./resolve.ts";
import { scene } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { openSource } from "./source.ts";

const resolve = async (stage: Scene, text: string, path = stage.history.path) =>
  resolveRevision(await stage.openMirror(), await openSource(path), text);
const history = (stage: Scene) =>
  stage.history.commits([{ files: { a: "1" } }, { files: { a: "2" } }, { files: { a: "3" } }]);

it("finds both ends of a change by one fetch, and fetches nothing where one of them names nothing", async () => {
  using stage = scene();
  const [first = "", second = ""] = history(stage);
  stage.history.ref("refs/heads/side", first);
  const [mirror, source] = [await stage.openMirror(), await openSource(stage.history.path)];
  let fetches = 0;
  const ends = (base: string, head: string) =>
    resolveEnds(mirror, source, { base, head }, { begun: () => void (fetches += 1) });
  await expect(ends("side", "nowhere")).rejects.toMatchObject({
    code: "usage.commit",
    detail: expect.stringContaining("nowhere"),
  });
  expect(fetches).toBe(0);
  expect(await ends("side", "main~1")).toEqual({
    base: { oid: first, ref: "refs/heads/side" },
    head: { oid: second, ref: "refs/heads/main" },
  });
  expect(fetches).toBe(1);
});

it("finds what a person may type", async () => {
  using stage = scene();
  const [first = "", second = "", third = ""] = history(stage);
  stage.history.git(["tag", "-a", "-m", "one", "v1", second]);
  stage.history.ref("refs/remotes/origin/main", second);
  const expected: readonly (readonly [string, string, string?])[] = [
    ["refs/heads/main", third, "refs/heads/main"],
    ["heads/main", third, "refs/heads/main"],
    ["main", third, "refs/heads/main"],
    ["HEAD", third, "HEAD"],
    ["v1", second, "refs/tags/v1"],
    ["refs/tags/v1", second, "refs/tags/v1"],
    ["origin/main", second, "refs/remotes/origin/main"],
    ["main~1", second, "refs/heads/main"],
    ["HEAD^", second, "HEAD"],
    ["main~2", first, "refs/heads/main"],
    ["main^^", first, "refs/heads/main"],
    ["v1~", first, "refs/tags/v1"],
    ["main^0", third, "refs/heads/main"],
    [first, first],
    [third.slice(0, 7), third],
    [`${third.slice(0, 12)}~2`, first],
  ];
  for (const [text, oid, ref] of expected)
    expect([text, await resolve(stage, text)]).toEqual([text, ref === undefined ? { oid } : { oid, ref }]);
});

it("finds abbreviated ids in packs too, and in a linked work tree its own HEAD", async () => {
  using stage = scene("sha256");
  const [first = "", , third = ""] = history(stage);
  stage.history.git(["worktree", "add", "-q", "--detach", join(stage.folder, "linked"), first]);
  stage.history.git(["repack", "-adq"]);
  for (const oid of [first, third]) expect(await resolve(stage, oid.slice(0, 9))).toEqual({ oid });
  expect((await resolve(stage, "HEAD", join(stage.folder, "linked"))).oid).toBe(first);
});

it("follows second parents", async () => {
  using stage = scene();
  const [first = "", second = ""] = history(stage);
  const side = stage.history.commit({ parents: [first], ref: null, files: { s: "1" } });
  stage.history.merge(second, side);
  expect((await resolve(stage, "main^2")).oid).toBe(side);
  expect((await resolve(stage, "main^2~1")).oid).toBe(first);
});

describe("C17 C18 is refused:", () => {
  it("every other syntax, and what is not there", async () => {
    using stage = scene();
    history(stage);
    const options = ["-x", "--upload-pack=x"];
    const syntax = [
      "",
      "@",
      "@{-1}",
      "main@{1}",
      "main..v1",
      "main...v1",
      "main:a",
      ":/fix",
      "^main",
      "main^{tree}",
      "main^{/x}",
    ];
    const characters = ["ma in", "main\n", "main\0", "ma?n", "ma*", "[m]ain", "a\\b", "main~9999999"];
    const absent = ["gone", "refs/heads/gone", "main~3", "main^2", "abc123", "ABCDEF1", "1234567", "0".repeat(64)];
    for (const text of [...options, ...syntax, ...characters, ...absent]) {
      const answer = await resolve(stage, text).catch((reason: unknown) => reason);
      expect([text, answer]).toEqual([text, expect.objectContaining({ code: "usage.commit" })]);
    }
  });

  it("an id that nobody has", async () => {
    using stage = scene();
    history(stage);
    await expect(resolve(stage, "1".repeat(40))).rejects.toMatchObject({ code: "git.missing-object" });
  });

  it("the id of a tree, a blob or a tag, in full or in part", async () => {
    using stage = scene();
    history(stage);
    stage.history.git(["tag", "-a", "-m", "one", "v1"]);
    for (const revision of ["main^{tree}", "main:a", "v1"]) {
      const id = stage.history.id(revision);
      await expect(resolve(stage, id)).rejects.toMatchObject({ code: "usage.commit" });
      await expect(resolve(stage, id.slice(0, 10))).rejects.toMatchObject({ code: "usage.commit" });
    }
  });

  it("a tag of a tree", async () => {
    using stage = scene();
    history(stage);
    stage.history.git(["tag", "-a", "-m", "one", "v1", "main^{tree}"]);
    await expect(resolve(stage, "v1")).rejects.toMatchObject({ code: "usage.commit" });
  });
});

describe("C17 is ambiguous:", () => {
  it.each<readonly [string, (first: string) => readonly [string, string]]>([
    ["a tag and a branch of one name", () => ["refs/tags/main", "main"]],
    ["a branch named as a full id", (first) => [`refs/heads/${first}`, first]],
    ["a branch named as a part of an id", (first) => [`refs/heads/${first.slice(0, 8)}`, first.slice(0, 8)]],
    ["a branch named HEAD", () => ["refs/heads/HEAD", "HEAD"]],
    ["a branch named as another's short name", () => ["refs/heads/heads/main", "heads/main"]],
  ])("%s", async (_what, name) => {
    using stage = scene();
    const [first = "", second = ""] = history(stage);
    const [ref, text] = name(first);
    stage.history.ref(ref, second);
    await expect(resolve(stage, text)).rejects.toMatchObject({
      code: "usage.commit",
      detail: expect.stringContaining("ambiguous"),
    });
  });

  it("not a full name, even when a branch is called like it", async () => {
    using stage = scene();
    const [first = "", , third = ""] = history(stage);
    stage.history.ref("refs/heads/refs/heads/main", first);
    expect((await resolve(stage, "refs/heads/main")).oid).toBe(third);
  });

  it("a part that two objects share", async () => {
    using stage = scene();
    history(stage);
    const [one = "", two = ""] = textsThatShareSevenDigits().map((text) => stage.history.raw("blob", text));
    expect([one === two, one.slice(0, 7) === two.slice(0, 7)]).toEqual([false, true]);
    await expect(resolve(stage, one.slice(0, 7))).rejects.toMatchObject({
      code: "usage.commit",
      detail: expect.stringContaining("ambiguous"),
    });
  });
});

/** Two texts whose blobs have ids with the same first 28 bits: some 20,000 tries. */
function textsThatShareSevenDigits(): readonly string[] {
  const seen = new Map<string, string>();
  for (let at = 0; ; at += 1) {
    const text = String(at);
    const start = createHash("sha1").update(`blob ${text.length}\0${text}`).digest("hex").slice(0, 7);
    const other = seen.get(start);
    if (other !== undefined) return [other, text];
    seen.set(start, text);
  }
}
