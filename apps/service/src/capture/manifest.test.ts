import { join } from "node:path";
import { moveRef, openKept, refOf, writeSnapshot } from "@countersign/adapters/git";
import type { Oid } from "@countersign/core";
import { tempFolder, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { landManifest, proposeManifest } from "./manifest.ts";
import type { Manifest, ManifestPlace } from "./manifest.ts";
import { FEED, openWorld } from "./world.testing.ts";
import { parseSettings } from "../settings/settings.ts";

const searchPath = process.env["PATH"] ?? "";
const FLAGS: Manifest = {
  name: "flags",
  files: [{ path: "eu/flags.json", content: text('{"watch-time": 0.3}\n') }],
  author: { name: "registry", email: "registry@acme.example" },
  message: "Flags as of today\n",
};
const changed = (value: string, name = "flags"): Manifest => ({
  ...FLAGS,
  name,
  files: [{ path: "eu/flags.json", content: text(value) }],
});

async function landed(place: ManifestPlace, manifest: Manifest): Promise<{ readonly commit: Oid }> {
  const { commit } = await proposeManifest(place, manifest);
  return { commit: await landManifest(place, manifest.name, commit) };
}

describe("a manifest", () => {
  it("handed in twice is one commit, whenever and wherever, and what main has is no proposal", async () => {
    using folder = tempFolder();
    const place = { dir: join(folder.path, "a.git"), searchPath };
    const first = await proposeManifest(place, FLAGS);
    expect(first).toMatchObject({ ref: "refs/heads/proposed/flags", outcome: "proposed" });
    expect(await proposeManifest(place, FLAGS)).toEqual({ ...first, outcome: "present" });
    expect(await proposeManifest({ ...place, dir: join(folder.path, "b.git") }, FLAGS)).toEqual(first);
    expect(await landManifest(place, "flags", first.commit)).toBe(first.commit);
    expect(await proposeManifest(place, FLAGS)).toMatchObject({ outcome: "unchanged", commit: first.commit });
  });

  it("lands beside others that landed since, and not when it is another one by now", async () => {
    using folder = tempFolder();
    const place = { dir: join(folder.path, "a.git"), searchPath };
    const flags = await proposeManifest(place, FLAGS);
    const lists = await proposeManifest(place, changed("[1]\n", "lists"));
    await landManifest(place, "lists", lists.commit);
    const landed = await landManifest(place, "flags", flags.commit);
    expect(landed).not.toBe(flags.commit);
    const later = await proposeManifest(place, changed("{}\n"));
    await proposeManifest(place, changed("null\n"));
    await expect(landManifest(place, "flags", later.commit)).rejects.toMatchObject({ code: "capture.manifest-moved" });
    expect(await proposeManifest(place, changed("[1]\n", "lists"))).toMatchObject({ outcome: "unchanged" });
  });

  it("A1: does not land where what is in force under its name is another one than the one it was proposed on", async () => {
    using folder = tempFolder();
    const place = { dir: join(folder.path, "a.git"), searchPath };
    const { commit: main } = await landed(place, FLAGS);
    const proposed = await proposeManifest(place, changed("{}\n"));
    const git = await openKept(place);
    const content = [{ path: "eu/flags.json", content: text("pushed\n") }];
    const pushed = await writeSnapshot(git, {
      parent: main,
      folder: "flags",
      content,
      author: FLAGS.author,
      message: "",
    });
    expect(await moveRef(git, "refs/heads/main", main, pushed)).toBe(true);
    await expect(landManifest(place, "flags", proposed.commit)).rejects.toMatchObject({
      code: "capture.manifest-moved",
    });
    expect(await refOf(git, "refs/heads/main")).toBe(pushed);
  });

  it.each([
    ["capture.manifest-name", { ...FLAGS, name: "../flags" }],
    ["capture.manifest-name", { ...FLAGS, name: "flags.lock" }],
    ["capture.manifest-path", { ...FLAGS, files: [{ path: "../x", content: text("") }] }],
    ["capture.manifest-path", { ...FLAGS, files: [{ path: ".gitattributes", content: text("") }] }],
    ["capture.manifest-path", { ...FLAGS, files: [{ path: "a\nD x", content: text("") }] }],
    ["capture.manifest-path", { ...FLAGS, files: ["a", "a/b"].map((path) => ({ path, content: text("") })) }],
    ["capture.manifest-author", { ...FLAGS, author: { name: "a>\nfrom x", email: "" } }],
  ])("is refused with %s", async (code, manifest) => {
    using folder = tempFolder();
    await expect(proposeManifest({ dir: folder.path, searchPath }, manifest)).rejects.toMatchObject({ code });
  });

  it("is captured like any branch", async () => {
    await using world = await openWorld();
    const place = { dir: join(world.folder.path, "manifest.git"), searchPath };
    const { repositories } = parseSettings(
      `repositories: [{id: "${FEED}", fetch: ${place.dir}, proposals: [{refs: "refs/heads/proposed/*"}]}]`,
    );
    const { commit } = await proposeManifest(place, FLAGS);
    await world.look([], { ...world.parts, repositories });
    const [logged] = (await world.log()).changes;
    expect([logged?.record.proposal, logged?.record.head.gitCommit]).toEqual(["refs/heads/proposed/flags", commit]);
    expect(logged?.record.contributors).toEqual([{ name: "registry", email: "registry@acme.example", as: [] }]);
  });
});
