import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { tempFolder, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { faultyFiles } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { nodeFileOps } from "./file-ops.ts";
import { FILES, startChild } from "./run-child.fixture.ts";
import { writeFileDurably, writeIfAbsent } from "./write-file.ts";

const read = (path: string) => readFileSync(path, "utf8");

describe("a durable write", () => {
  it("replaces the bytes, with the mode that was asked for, and leaves no temporary file", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "state.json");
    await writeFileDurably(path, text("old"));
    await writeFileDurably(path, text("new"), { mode: 0o600 });
    expect(read(path)).toBe("new");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path)).toEqual(["state.json"]);
  });

  it("syncs the file before it gets its name, and the folder after", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "other"), "");
    const { files, operations } = faultyFiles();
    await writeFileDurably(join(folder.path, "state.json"), text("new"), { files });
    expect(operations).toEqual(["create", "write", "sync", "close", "rename", "syncFolder"]);
  });

  it("makes missing folders, each synced into its parent before the next", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "other"), "");
    const { files, operations } = faultyFiles();
    await writeFileDurably(join(folder.path, "a", "b", "state.json"), text("new"), { files });
    expect(operations.slice(0, 4)).toEqual(["mkdir", "syncFolder", "mkdir", "syncFolder"]);
    expect(read(join(folder.path, "a", "b", "state.json"))).toBe("new");
  });

  it("replaces a link instead of writing through it", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "precious"), "old");
    symlinkSync("precious", join(folder.path, "state.json"));
    await writeFileDurably(join(folder.path, "state.json"), text("new"));
    expect(read(join(folder.path, "precious"))).toBe("old");
    expect(lstatSync(join(folder.path, "state.json")).isFile()).toBe(true);
  });

  it("writes all bytes of a file that needs many system calls", async () => {
    using folder = tempFolder();
    const large = new Uint8Array(3_000_001).map((_, index) => index % 251);
    await writeFileDurably(join(folder.path, "large"), large);
    expect(Buffer.compare(readFileSync(join(folder.path, "large")), large)).toBe(0);
  });

  it.each([
    ["a folder in its place", "files.is-a-folder", (path: string) => mkdirSync(path, { recursive: true })],
    ["a file in the place of its folder", "files.not-a-folder", (path: string) => writeFileSync(dirname(path), "")],
    ["a loop of links in the place of its folder", "files.link", (path: string) => symlinkSync("sub", dirname(path))],
  ])("is refused by %s", async (_what, code, prepare) => {
    using folder = tempFolder();
    const path = join(folder.path, "sub", "state.json");
    prepare(path);
    await expect(writeFileDurably(path, text("new"))).rejects.toMatchObject({ code });
  });

  it("is refused under a name that the file system cannot hold", async () => {
    using folder = tempFolder();
    const long = join(folder.path, "x".repeat(300));
    await expect(writeFileDurably(long, text(""))).rejects.toMatchObject({ code: "files.name-too-long" });
    const zero = join(folder.path, "a\0b");
    await expect(writeFileDurably(zero, text(""))).rejects.toMatchObject({ code: "files.path" });
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe("a write that never changes", () => {
  it("happens once, and is fine with the same bytes again", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "blob");
    expect(await writeIfAbsent(path, text("bytes"))).toBe("written");
    const { mtimeMs } = statSync(path);
    expect(await writeIfAbsent(path, text("bytes"))).toBe("present");
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(folder.path)).toEqual(["blob"]);
  });

  it.each(["other", "byte", "bytes and more", ""])("is in conflict with %j, which stays", async (there) => {
    using folder = tempFolder();
    const path = join(folder.path, "blob");
    writeFileSync(path, there);
    await expect(writeIfAbsent(path, text("bytes"))).rejects.toMatchObject({ code: "files.conflict" });
    expect(read(path)).toBe(there);
  });

  it("makes a name durable that a writer who died did not", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "blob"), "bytes");
    const { files, operations } = faultyFiles();
    expect(await writeIfAbsent(join(folder.path, "blob"), text("bytes"), { files })).toBe("present");
    expect(operations).toEqual(["syncFolder"]);
  });

  it("is done by one of many writers at once", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "blob");
    const bytes = Array.from({ length: 20 }, (_, index) => text(`writer ${index}`));
    const answers = await Promise.allSettled(bytes.map((mine) => writeIfAbsent(path, mine)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toEqual([{ status: "fulfilled", value: "written" }]);
    const winner = answers.findIndex(({ status }) => status === "fulfilled");
    expect(read(path)).toBe(`writer ${winner}`);
    expect(readdirSync(folder.path)).toEqual(["blob"]);
  });

  it("refuses a link in its place", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "precious"), "bytes");
    symlinkSync("precious", join(folder.path, "blob"));
    await expect(writeIfAbsent(join(folder.path, "blob"), text("bytes"))).rejects.toMatchObject({ code: "files.link" });
  });
});

const writers = [
  ["writeFileDurably", writeFileDurably, "old"],
  ["writeIfAbsent", writeIfAbsent, undefined],
] as const;

/** Every operation of a write into a folder that does not exist yet, or (with `old`) over a file. */
async function operationsOf(write: (typeof writers)[number][1], old: string | undefined): Promise<readonly string[]> {
  using folder = tempFolder();
  const { files, operations } = faultyFiles();
  await write(prepared(folder.path, old), text("new bytes"), { files });
  return operations;
}

function prepared(folder: string, old: string | undefined): string {
  const path = join(folder, "sub", "file");
  if (old !== undefined) {
    mkdirSync(join(folder, "sub"));
    writeFileSync(path, old);
  }
  return path;
}

function contentOf(path: string): string | undefined {
  try {
    return read(path);
  } catch {
    return undefined;
  }
}

describe.each(writers)("F22 %s, each operation failing in turn,", (_name, write, old) => {
  const outcomes = ["lost", "stored", "torn"] as const;
  it.each(outcomes)("shows the old bytes or the new ones when it is %s, and works when repeated", async (outcome) => {
    const count = (await operationsOf(write, old)).length;
    expect(count).toBeGreaterThan(5);
    for (const after of ["error", "crash"] as const) {
      for (let at = 1; at <= count; at += 1) await checkFault(write, old, { at, outcome, after });
    }
  });

  async function checkFault(work: typeof write, before: string | undefined, fault: Fault): Promise<void> {
    using folder = tempFolder();
    const path = prepared(folder.path, before);
    const { files, operations } = faultyFiles(fault);
    const failed = await work(path, text("new bytes"), { files }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const where = `${fault.after} at ${fault.at} (${operations[fault.at - 1]})`;
    // Only what removes the temporary file may fail unnoticed.
    if (operations[fault.at - 1] !== "unlink") expect(failed, where).toMatchObject({ code: "files.damaged" });
    expect([before, "new bytes"], where).toContain(contentOf(path));
    await work(path, text("new bytes"));
    expect(contentOf(path), where).toBe("new bytes");
  }
});

describe("J11 a process that writes and is killed", () => {
  const source = `
    const { nodeFileOps, writeFileDurably, writeIfAbsent } = await import(${JSON.stringify(FILES)});
    const [, name, path, at] = process.argv;
    let count = 0;
    const killing = (work) => async (...args) => {
      count += 1;
      if (count === Number(at)) process.kill(process.pid, "SIGKILL");
      const answer = await work(...args);
      return answer?.write === undefined ? answer : wrapped(answer);
    };
    const wrapped = (target) => Object.fromEntries(Object.entries(target).map(([key, work]) => [key, killing(work)]));
    const write = name === "writeIfAbsent" ? writeIfAbsent : writeFileDurably;
    await write(path, new TextEncoder().encode("new bytes"), { files: wrapped(nodeFileOps) });
  `;

  it.each(writers)("leaves whole bytes, before any operation of %s", { timeout: 60_000 }, async (name, write, old) => {
    const operations = await operationsOf(write, old);
    const seen = new Set<string | undefined>();
    for (let at = 1; at <= operations.length + 1; at += 1) {
      using folder = tempFolder();
      const path = prepared(folder.path, old);
      await using child = startChild(source, [name, path, String(at)]);
      expect(await child.end()).toBe(at > operations.length ? 0 : "SIGKILL");
      expect([old, "new bytes"]).toContain(contentOf(path));
      seen.add(contentOf(path));
      await write(path, text("new bytes"));
      expect(contentOf(path)).toBe("new bytes");
    }
    expect(seen).toEqual(new Set([old, "new bytes"]));
  });
});

describe("a disk that refuses", () => {
  it("because it is full leaves the old bytes: files.full", async () => {
    using folder = tempFolder();
    await withSmallDisk(folder.path, async (disk, files) => {
      const path = join(disk, "state.json");
      await writeFileDurably(path, text("old"));
      const large = new Uint8Array(256 * 1024);
      await expect(writeFileDurably(path, large, { files })).rejects.toMatchObject({ code: "files.full" });
      expect(read(path)).toBe("old");
      expect(readdirSync(disk)).toEqual(["state.json"]);
      await writeFileDurably(path, text("new"));
      expect(read(path)).toBe("new");
    });
  });

  it.each([
    ["EACCES", "files.permission"],
    ["EROFS", "files.read-only"],
    ["EDQUOT", "files.full"],
    ["EIO", "files.damaged"],
    ["EXDEV", "files.other-device"],
    ["EOPNOTSUPP", "files.unsupported"],
  ])("with %s leaves the old bytes: %s", async (errno, code) => {
    using folder = tempFolder();
    const path = join(folder.path, "state.json");
    writeFileSync(path, "old");
    const { files } = faultyFiles({ at: 2, outcome: "torn", after: "error", errno });
    await expect(writeFileDurably(path, text("new"), { files })).rejects.toMatchObject({ code });
    expect(read(path)).toBe("old");
    expect(readdirSync(folder.path)).toEqual(["state.json"]);
  });

  it("because of its permissions says so to a user whom they bind", async () => {
    using folder = tempFolder();
    chmodSync(folder.path, 0o555);
    const path = join(folder.path, "state.json");
    const run = `
      const { writeFileDurably } = await import(${JSON.stringify(FILES)});
      if (process.geteuid() === 0) process.seteuid(65534);
      await writeFileDurably(process.argv[1], new Uint8Array(1)).catch((error) => console.log(error.code));
    `;
    await using child = startChild(run, [path]);
    expect(await child.nextLine()).toBe("files.permission");
    chmodSync(folder.path, 0o755);
  });
});

/** A disk of 64 KiB where this user may mount one, else one whose second operation, the write, finds no space. */
async function withSmallDisk(
  folder: string,
  work: (disk: string, files: typeof nodeFileOps) => Promise<void>,
): Promise<void> {
  if (!mounts(folder))
    return work(folder, faultyFiles({ at: 2, outcome: "torn", after: "error", errno: "ENOSPC" }).files);
  try {
    await work(folder, nodeFileOps);
  } finally {
    execFileSync("umount", [folder]);
  }
}

function mounts(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
