import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { faultyFiles } from "./faults.ts";
import { makeFolder } from "./make-folder.ts";

describe("a folder", () => {
  it("is made with its parents and the mode asked for, and may exist", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "a", "b");
    await makeFolder(path, { mode: 0o700 });
    await makeFolder(path);
    expect([statSync(path).mode & 0o777, statSync(join(path, "..")).mode & 0o777]).toEqual([0o700, 0o700]);
  });

  it("that is empty is synced into its parent again, since its maker may have died in between", async () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "a"));
    const empty = faultyFiles();
    await makeFolder(join(folder.path, "a"), { files: empty.files });
    expect(empty.operations).toEqual(["syncFolder"]);
    writeFileSync(join(folder.path, "a", "file"), "");
    const full = faultyFiles();
    await makeFolder(join(folder.path, "a"), { files: full.files });
    expect(full.operations).toEqual([]);
  });

  it("may be made by several at once, and by a link to one", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "a", "b", "c");
    await Promise.all(Array.from({ length: 10 }, () => makeFolder(path)));
    symlinkSync("a", join(folder.path, "link"));
    await makeFolder(join(folder.path, "link", "b", "d"));
    expect(existsSync(join(folder.path, "a", "b", "d"))).toBe(true);
  });

  it.each(["a", "a/b"])("%s is refused where a file is in the way", async (path) => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "a"), "");
    await expect(makeFolder(join(folder.path, path))).rejects.toMatchObject({ code: "files.not-a-folder" });
  });

  it("is refused where a link leads nowhere", async () => {
    using folder = tempFolder();
    symlinkSync("nowhere", join(folder.path, "a"));
    await expect(makeFolder(join(folder.path, "a"))).rejects.toMatchObject({ code: "files.exists" });
  });

  it("is durable when a failed attempt is repeated", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "a");
    const { files } = faultyFiles({ at: 3, outcome: "lost", after: "error" });
    await expect(makeFolder(path, { files })).rejects.toMatchObject({ code: "files.damaged" });
    const again = faultyFiles();
    await makeFolder(path, { files: again.files });
    expect(again.operations).toEqual(["syncFolder"]);
  });
});
