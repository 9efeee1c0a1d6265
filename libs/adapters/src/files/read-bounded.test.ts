import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { tempFolder, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openRegular } from "./open-regular.ts";
import { readBounded, readOpened } from "./read-bounded.ts";

describe("a bounded read", () => {
  it.each([0, 1, 4095, 4096, 65_536, 200_000])(
    "gives all of a file of %i bytes at its limit, and refuses one byte more",
    async (size) => {
      using folder = tempFolder();
      const path = join(folder.path, "file");
      writeFileSync(path, "x".repeat(size));
      expect((await readBounded(path, size)).length).toBe(size);
      appendFileSync(path, "x");
      await expect(readBounded(path, size)).rejects.toMatchObject({ code: "limit.file" });
    },
  );

  it("gives bytes as they are", async () => {
    using folder = tempFolder();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    writeFileSync(join(folder.path, "file"), bytes);
    expect(await readBounded(join(folder.path, "file"), 256)).toEqual(bytes);
  });

  it("refuses a huge sparse file without reading it", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "file");
    writeFileSync(path, "");
    truncateSync(path, 2 ** 40);
    await expect(readBounded(path, 2 ** 30)).rejects.toMatchObject({ code: "limit.file" });
  });

  it.runIf(process.platform === "linux")(
    "does not trust a size of zero: files of the kernel have content",
    async () => {
      const path = "/proc/self/maps";
      const { length } = readFileSync(path);
      expect((await readBounded(path, length * 4)).length).toBeGreaterThan(100);
      await expect(readBounded(path, 100)).rejects.toMatchObject({ code: "limit.file" });
    },
  );

  it("sees what a file grew by while it was open", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "file");
    writeFileSync(path, "1234");
    await using file = await openRegular(path);
    appendFileSync(path, "5678");
    expect(await readOpened(file, path, 8)).toEqual(text("12345678"));
  });

  it("names what is missing", async () => {
    using folder = tempFolder();
    await expect(readBounded(join(folder.path, "file"), 1)).rejects.toMatchObject({ code: "files.missing" });
    await expect(readBounded(join(folder.path, "a\0b"), 1)).rejects.toMatchObject({ code: "files.path" });
  });
});

describe("J11 what is not a file", () => {
  it.each([
    ["a folder", (path: string) => mkdirSync(path)],
    ["a FIFO", (path: string) => execFileSync("mkfifo", [path])],
    ["a link to /dev/zero", (path: string) => symlinkSync("/dev/zero", path)],
    ["a link to a folder", (path: string) => symlinkSync("/", path)],
  ])("%s is refused at once: usage.not-a-file", async (_what, make) => {
    using folder = tempFolder();
    const path = join(folder.path, "input");
    make(path);
    await expect(readBounded(path, 1000)).rejects.toMatchObject({ code: "usage.not-a-file" });
  });

  it.each(["/dev/zero", "/dev/null", "/dev/tty"])("%s is refused: usage.not-a-file", async (device) => {
    await expect(readBounded(device, 1000)).rejects.toMatchObject({ code: "usage.not-a-file" });
  });

  it("a socket is refused: usage.not-a-file", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "socket");
    await using server = createServer().listen(path);
    await once(server, "listening");
    await expect(readBounded(path, 1000)).rejects.toMatchObject({ code: "usage.not-a-file" });
  });

  it("a loop of links is refused: usage.link-loop", async () => {
    using folder = tempFolder();
    symlinkSync("b", join(folder.path, "a"));
    symlinkSync("a", join(folder.path, "b"));
    await expect(readBounded(join(folder.path, "a"), 1)).rejects.toMatchObject({ code: "usage.link-loop" });
    const noFollow = readBounded(join(folder.path, "a"), 1, { noFollow: true });
    await expect(noFollow).rejects.toMatchObject({ code: "files.link" });
  });

  it("a link is followed for a person, and refused where only files belong: files.link", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "file"), "bytes");
    symlinkSync("file", join(folder.path, "link"));
    expect(await readBounded(join(folder.path, "link"), 5)).toEqual(text("bytes"));
    const noFollow = readBounded(join(folder.path, "link"), 5, { noFollow: true });
    await expect(noFollow).rejects.toMatchObject({ code: "files.link" });
  });
});
