import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fetchCommits } from "@countersign/adapters/git";
import { parseOid } from "@countersign/core/objects";
import { gitHistory, tempFolder } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openEarly } from "./early-mirror.ts";
import type { Mirrored } from "./source.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const objects = (wanted: string, oldDefects: readonly string[] = []) => ({
  wanted: [parseOid(wanted, "sha1")],
  welcome: [],
  oldDefects: oldDefects.map((oid) => parseOid(oid, "sha1")),
});

/** A repository with a commit, another whose time zone git's checks refuse, and a home that keeps nothing yet. */
function scene(folder: string) {
  const history = gitHistory(join(folder, "repo"));
  const good = history.commit({ files: { a: "1" } });
  const home = { dir: join(folder, "home"), env: process.env };
  const early = async (commit: string) => {
    const opened = await openEarly(history.path, commit, home);
    if (opened === undefined) throw new Error("the home keeps no mirrors");
    return opened;
  };
  return { history, good, bad: badZone(history), home, early };
}

function badZone(history: History): string {
  const who = "Olga <olga@acme.example> 1700000000";
  const tree = history.git(["mktree"], "");
  return history.raw("commit", `tree ${tree}\nauthor ${who} +99999999\ncommitter ${who} +0000\n\nm\n`);
}

async function folderOf(mirrored: Promise<Mirrored>): Promise<string> {
  return (await mirrored).mirror.dir;
}

describe("a mirror that is opened before the log is read", () => {
  it("has the commit once it is settled, whatever becomes of the source", async () => {
    using folder = tempFolder();
    const { history, good, early } = scene(folder.path);
    await using opened = await early(good);
    const { mirror, source, arriving } = await opened.mirrored;
    await arriving?.settle([]);
    rmSync(history.path, { recursive: true });
    await expect(fetchCommits(mirror, source, { wants: objects(good).wanted })).resolves.toBeDefined();
  });

  it("C20 tolerates no defect until the policy does", async () => {
    using folder = tempFolder();
    const { bad, early } = scene(folder.path);
    await using opened = await early(bad);
    const { mirror, source, arriving } = await opened.mirrored;
    await expect(arriving?.settle([])).rejects.toEqual(withCode("git.fsck"));
    const { wanted, oldDefects } = objects(bad, [bad]);
    await arriving?.settle(oldDefects);
    await expect(fetchCommits(mirror, source, { wants: wanted, skipList: oldDefects })).resolves.toBeDefined();
  });

  it("says what is missing to whoever settles it, and not before", async () => {
    using folder = tempFolder();
    const { early } = scene(folder.path);
    await using opened = await early("1".repeat(40));
    await expect((await opened.mirrored).arriving?.settle([])).rejects.toEqual(withCode("git.missing-object"));
  });

  it("fetches nothing for a name that is not a full id", async () => {
    using folder = tempFolder();
    const { early } = scene(folder.path);
    await using opened = await early("main");
    expect((await opened.mirrored).arriving).toBeUndefined();
  });

  it("leaves nothing behind, however far it came", async () => {
    using folder = tempFolder();
    const { good, early } = scene(folder.path);
    const { mirrored, ...opened } = await early(good);
    const dir = await folderOf(mirrored);
    expect(existsSync(dir)).toBe(true);
    await opened[Symbol.asyncDispose]();
    await (await mirrored)[Symbol.asyncDispose]();
    expect(existsSync(dir)).toBe(false);
  });

  it("keeps what went wrong for whoever needs the mirror", async () => {
    using folder = tempFolder();
    const { home } = scene(folder.path);
    await using opened = await openEarly(join(folder.path, "nowhere"), "1".repeat(40), home);
    await expect(opened?.mirrored).rejects.toEqual(withCode("git.not-a-repository"));
  });

  it("is not opened where the home keeps mirrors", async () => {
    using folder = tempFolder();
    const { history, good, home } = scene(folder.path);
    mkdirSync(join(home.dir, "mirrors"), { recursive: true });
    expect(await openEarly(history.path, good, home)).toBeUndefined();
  });
});
