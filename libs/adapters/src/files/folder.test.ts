import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder, text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixedClock } from "../time/index.ts";
import { openFolder } from "./folder.ts";
import { temporaryPath } from "./temporary.ts";

describe("a folder of blobs", () => {
  it("gives what was put, and undefined for what was not", async () => {
    using temp = tempFolder();
    const folder = await openFolder(temp.path);
    await folder.put("tile/0/x001/067", text("one"));
    await folder.put("tile/0/x001/067", text("two"));
    expect(await folder.get("tile/0/x001/067")).toEqual(text("two"));
    expect(await folder.get("tile/0/x001/068")).toBeUndefined();
    expect(await folder.get("tile/9/x001/067")).toBeUndefined();
    expect([await folder.has("tile/0/x001/067"), await folder.has("tile/1")]).toEqual([true, false]);
    expect(readFileSync(join(temp.path, "tile/0/x001/067"), "utf8")).toBe("two");
  });

  it("puts what never changes once", async () => {
    using temp = tempFolder();
    const folder = await openFolder(temp.path);
    expect(await folder.putIfAbsent("checkpoint/1", text("one"))).toBe("written");
    expect(await folder.putIfAbsent("checkpoint/1", text("one"))).toBe("present");
    await expect(folder.putIfAbsent("checkpoint/1", text("two"))).rejects.toMatchObject({ code: "files.conflict" });
  });

  it("need not exist before the first put, and reading it writes nothing", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "state", "log");
    const folder = await openFolder(path);
    expect([await folder.get("a"), await folder.has("a"), await folder.list()]).toEqual([undefined, false, []]);
    expect(existsSync(path)).toBe(false);
    await folder.put("a", text("one"));
    expect(await folder.get("a")).toEqual(text("one"));
  });

  it("reads no more than its limit, or the one asked for", async () => {
    using temp = tempFolder();
    const folder = await openFolder(temp.path, { limit: 3 });
    await folder.put("a", text("four"));
    await expect(folder.get("a")).rejects.toMatchObject({ code: "limit.file" });
    expect(await folder.get("a", 4)).toEqual(text("four"));
  });

  it.each([
    "",
    "/",
    "/etc/passwd",
    "a/",
    "a//b",
    ".",
    "..",
    "../a",
    "a/../b",
    "a/./b",
    ".tmp/a",
    "a/.b",
    "a\0b",
    "a\nb",
    "a\\b",
    "\ud800",
    "x".repeat(256),
  ])("refuses the path %j", async (path) => {
    using temp = tempFolder();
    const folder = await openFolder(join(temp.path, "blobs"));
    const code = "files.path";
    await expect(folder.get(path)).rejects.toMatchObject({ code });
    await expect(folder.has(path)).rejects.toMatchObject({ code });
    await expect(folder.put(path, text("x"))).rejects.toMatchObject({ code });
    await expect(folder.putIfAbsent(path, text("x"))).rejects.toMatchObject({ code });
    expect(readdirSync(temp.path)).toEqual([]);
  });

  it("refuses a file or a loop of links in its own place", async () => {
    using temp = tempFolder();
    writeFileSync(join(temp.path, "file"), "");
    symlinkSync("loop", join(temp.path, "loop"));
    await expect(openFolder(join(temp.path, "file"))).rejects.toMatchObject({ code: "files.not-a-folder" });
    await expect(openFolder(join(temp.path, "loop"))).rejects.toMatchObject({ code: "files.link" });
  });

  it("may itself be reached through a link", async () => {
    using temp = tempFolder();
    mkdirSync(join(temp.path, "real"));
    symlinkSync("real", join(temp.path, "link"));
    const folder = await openFolder(join(temp.path, "link"));
    await folder.put("a", text("one"));
    expect(folder.path).toBe(join(temp.path, "real"));
    expect(readFileSync(join(temp.path, "real", "a"), "utf8")).toBe("one");
  });
});

describe("J9 a link in a folder of blobs", () => {
  async function withLinks(temp: string) {
    mkdirSync(join(temp, "outside"));
    writeFileSync(join(temp, "outside", "file"), "secret");
    const folder = await openFolder(join(temp, "blobs"));
    await folder.put("a/b", text("one"));
    symlinkSync(join(temp, "outside"), join(temp, "blobs", "linked"));
    symlinkSync(join(temp, "outside", "file"), join(temp, "blobs", "a", "file"));
    return folder;
  }

  it.each(["linked/file", "linked/none", "linked/file/deeper"])("on the way is not followed: %s", async (path) => {
    using temp = tempFolder();
    const folder = await withLinks(temp.path);
    await expect(folder.get(path)).rejects.toMatchObject({ code: "files.link" });
    await expect(folder.has(path)).rejects.toMatchObject({ code: "files.link" });
    await expect(folder.put(path, text("x"))).rejects.toMatchObject({ code: "files.link" });
    expect(readdirSync(join(temp.path, "outside"))).toEqual(["file"]);
  });

  it("in the place of a blob is not read, and a put replaces the link alone", async () => {
    using temp = tempFolder();
    const folder = await withLinks(temp.path);
    await expect(folder.get("a/file")).rejects.toMatchObject({ code: "files.link" });
    await expect(folder.putIfAbsent("a/file", text("secret"))).rejects.toMatchObject({ code: "files.link" });
    await folder.put("a/file", text("one"));
    expect(await folder.get("a/file")).toEqual(text("one"));
    expect(readFileSync(join(temp.path, "outside", "file"), "utf8")).toBe("secret");
  });

  it("is not left out of a listing", async () => {
    using temp = tempFolder();
    const folder = await withLinks(temp.path);
    for (const prefix of ["", "a/", "linked/", "linked/f"]) {
      await expect(folder.list(prefix)).rejects.toMatchObject({ code: "files.link" });
    }
    expect(await folder.list("a/b")).toEqual(["a/b"]);
  });

  it("does not send temporary files elsewhere", async () => {
    using temp = tempFolder();
    const folder = await openFolder(join(temp.path, "blobs"));
    mkdirSync(join(temp.path, "blobs"));
    symlinkSync(temp.path, join(temp.path, "blobs", ".tmp"));
    await expect(folder.put("a", text("x"))).rejects.toMatchObject({ code: "files.link" });
    await expect(openFolder(join(temp.path, "blobs"))).rejects.toMatchObject({ code: "files.link" });
  });

  it("is told from other things that are no blobs", async () => {
    using temp = tempFolder();
    const folder = await openFolder(temp.path);
    await folder.put("a/b", text("one"));
    execFileSync("mkfifo", [join(temp.path, "fifo")]);
    await expect(folder.get("fifo")).rejects.toMatchObject({ code: "usage.not-a-file" });
    await expect(folder.has("a")).rejects.toMatchObject({ code: "usage.not-a-file" });
    await expect(folder.list()).rejects.toMatchObject({ code: "usage.not-a-file" });
    await expect(folder.get("a/b/c")).rejects.toMatchObject({ code: "files.not-a-folder" });
  });
});

describe("a listing", () => {
  it("has all paths that begin with a prefix, sorted by bytes, and no file of ours", async () => {
    using temp = tempFolder();
    const folder = await openFolder(temp.path);
    for (const path of ["b", "a/z", "a/\u{1f600}", "a/\uffee", "ab/c", "a-b", "a/y/x"])
      await folder.put(path, text(path));
    writeFileSync(join(temp.path, ".countersign-0.tmp"), "");
    expect(await folder.list()).toEqual(["a-b", "a/y/x", "a/z", "a/\uffee", "a/\u{1f600}", "ab/c", "b"]);
    expect(await folder.list("a/")).toEqual(["a/y/x", "a/z", "a/\uffee", "a/\u{1f600}"]);
    expect(await folder.list("a/y")).toEqual(["a/y/x"]);
    expect(await folder.list("a")).toEqual(["a-b", "a/y/x", "a/z", "a/\uffee", "a/\u{1f600}", "ab/c"]);
    expect(await folder.list("c/d")).toEqual([]);
    await expect(folder.list("../")).rejects.toMatchObject({ code: "files.path" });
  });

  it("is what was put, filtered by any prefix", async () => {
    const component = fc.stringMatching(/^[a-c]{1,2}$/);
    const paths = fc.uniqueArray(
      fc.array(component, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join("/")}/f`),
    );
    const property = fc.asyncProperty(
      paths,
      fc.stringMatching(/^([a-c]{1,2}\/){0,2}[a-c]{0,2}$/),
      async (all, prefix) => {
        using temp = tempFolder();
        const folder = await openFolder(temp.path);
        for (const path of all) mkdirSync(join(temp.path, path, ".."), { recursive: true });
        for (const path of all) writeFileSync(join(temp.path, path), "");
        expect(await folder.list(prefix)).toEqual(all.filter((path) => path.startsWith(prefix)).toSorted());
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });
});

describe("what a crash left", () => {
  it("is never listed, and removed when the folder is opened an hour later", async () => {
    using temp = tempFolder();
    await (await openFolder(temp.path)).put("a", text("one"));
    const left = temporaryPath(join(temp.path, ".tmp"));
    writeFileSync(left, "half");
    utimesSync(left, 1000, 1000);
    const soon = await openFolder(temp.path, { clock: fixedClock(1000 + 3600) });
    expect([await soon.list(), existsSync(left)]).toEqual([["a"], true]);
    await openFolder(temp.path, { clock: fixedClock(1000 + 3601) });
    expect(existsSync(left)).toBe(false);
  });
});
