import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { fixedClock } from "../time/index.ts";
import { lockFolder } from "./lock-folder.ts";
import { FILES, startChild } from "./run-child.fixture.ts";
import type { Child } from "./run-child.fixture.ts";
import { temporaryPath } from "./temporary.ts";

const NOON = Date.UTC(2026, 10, 22, 12) / 1000;

/** Takes the lock, says so, and holds it until it is killed. */
const HOLD = `
  const { lockFolder } = await import(${JSON.stringify(FILES)});
  const lock = await lockFolder(process.argv[1]);
  console.log("held");
  setInterval(() => lock.holder, 1000);
`;

/** Tries once, and prints the code it gets. */
const TRY = `
  const { lockFolder } = await import(${JSON.stringify(FILES)});
  const code = await lockFolder(process.argv[1]).then(() => "won", (error) => error.code);
  console.log(code);
`;

/** Waits until a file appears, tries once, prints the answer, and stays. */
const CONTEND = `
  const { lockFolder } = await import(${JSON.stringify(FILES)});
  const { existsSync } = await import("node:fs");
  const { setTimeout: sleep } = await import("node:timers/promises");
  const [, folder, go] = process.argv;
  console.log("ready");
  while (!existsSync(go)) await sleep(1);
  const lock = await lockFolder(folder).catch((error) => error);
  console.log(lock.code ?? "held");
  setInterval(() => lock.holder, 1000);
`;

/** Takes the lock forty times, and notes in a journal when it enters and leaves. */
const WORK = `
  const { lockFolder } = await import(${JSON.stringify(FILES)});
  const { appendFileSync } = await import("node:fs");
  const { setTimeout: sleep } = await import("node:timers/promises");
  const [, folder, journal] = process.argv;
  console.log("ready");
  for (let done = 0; done < 40; ) {
    const lock = await lockFolder(folder).catch((error) => error);
    if (lock.code !== undefined && lock.code !== "state.locked") throw lock;
    if (lock.code === undefined) {
      appendFileSync(journal, "enter " + process.pid + "\\n");
      await sleep(Math.random() * 4);
      appendFileSync(journal, "leave " + process.pid + "\\n");
      await lock[Symbol.asyncDispose]();
      done += 1;
    }
    await sleep(Math.random() * 4);
  }
`;

async function holdInChild(folder: string): Promise<Child> {
  const child = startChild(HOLD, [folder]);
  expect(await child.nextLine()).toBe("held");
  return child;
}

async function tryInChild(folder: string): Promise<string> {
  await using child = startChild(TRY, [folder]);
  return await child.nextLine();
}

async function kill(child: Child): Promise<void> {
  await child[Symbol.asyncDispose]();
}

describe("the lock of a folder", () => {
  it("is free again when it goes out of scope", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "state");
    {
      await using lock = await lockFolder(path, { clock: fixedClock(NOON) });
      expect(lock.holder).toEqual({ pid: process.pid, host: hostname(), since: NOON });
      const written = JSON.parse(readFileSync(join(path, ".lock.holder"), "utf8"));
      expect(written).toEqual({ pid: process.pid, host: hostname(), since: "2026-11-22T12:00:00Z" });
    }
    await using again = await lockFolder(path);
    expect(again.holder.pid).toBe(process.pid);
  });

  it("excludes a second caller in the same process, who is told who has it", async () => {
    using temp = tempFolder();
    await using _lock = await lockFolder(temp.path, { clock: fixedClock(NOON) });
    const second = lockFolder(temp.path);
    await expect(second).rejects.toMatchObject({
      code: "state.locked",
      detail: `${temp.path} is in use by process ${process.pid} on ${hostname()}, since 2026-11-22T12:00:00Z`,
    });
    // A failed attempt must not loosen the lock that it met.
    expect(await tryInChild(temp.path)).toBe("state.locked");
  });

  it("is won by one of many callers at once", async () => {
    using temp = tempFolder();
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(temp.path)));
    const locks = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    expect(locks.length).toBe(1);
    expect(await tryInChild(temp.path)).toBe("state.locked");
    for (const lock of locks) await lock[Symbol.asyncDispose]();
    expect(await tryInChild(temp.path)).toBe("won");
  });

  it("is released once, and not the next holder's with it", async () => {
    using temp = tempFolder();
    const first = await lockFolder(temp.path);
    await first[Symbol.asyncDispose]();
    await using _second = await lockFolder(temp.path);
    await first[Symbol.asyncDispose]();
    await expect(lockFolder(temp.path)).rejects.toMatchObject({ code: "state.locked" });
    expect(readdirSync(temp.path).toSorted()).toEqual([".lock", ".lock.holder"]);
  });

  it("removes the temporary files that a crash left", async () => {
    using temp = tempFolder();
    writeFileSync(temporaryPath(temp.path), "half");
    await using _lock = await lockFolder(temp.path);
    expect(readdirSync(temp.path).toSorted()).toEqual([".lock", ".lock.holder"]);
  });

  it("refuses a folder it cannot lock", async () => {
    using temp = tempFolder();
    writeFileSync(join(temp.path, "file"), "");
    await expect(lockFolder(join(temp.path, "file"))).rejects.toMatchObject({ code: "files.not-a-folder" });
    for (const name of ["linked", "strange", "blocked"]) mkdirSync(join(temp.path, name));
    symlinkSync("elsewhere", join(temp.path, "linked", ".lock"));
    await expect(lockFolder(join(temp.path, "linked"))).rejects.toMatchObject({ code: "files.link" });
    writeFileSync(join(temp.path, "strange", ".lock"), "no lock of ours ".repeat(100));
    await expect(lockFolder(join(temp.path, "strange"))).rejects.toMatchObject({ code: "files.lock" });
    mkdirSync(join(temp.path, "blocked", ".lock"));
    await expect(lockFolder(join(temp.path, "blocked"))).rejects.toMatchObject({ code: "files.lock" });
  });

  it("is taken although the holder cannot be written down: nothing rests on that", async () => {
    using temp = tempFolder();
    mkdirSync(join(temp.path, ".lock.holder"));
    {
      await using _lock = await lockFolder(temp.path);
      await expect(lockFolder(temp.path)).rejects.toMatchObject({ code: "state.locked" });
      expect(await tryInChild(temp.path)).toBe("state.locked");
    }
    expect(await tryInChild(temp.path)).toBe("won");
  });

  it("of a full disk is taken, and names no holder of before", async ({ skip }) => {
    using temp = tempFolder();
    if (!mounts(temp.path)) return skip("no disk can be mounted here");
    try {
      for (const name of [".lock", ".lock.holder"]) writeFileSync(join(temp.path, name), "");
      writeFileSync(join(temp.path, "ballast"), new Uint8Array(64 * 1024));
      await using _lock = await lockFolder(temp.path);
      await expect(lockFolder(temp.path)).rejects.toMatchObject({ code: "state.locked" });
      expect(readdirSync(temp.path).toSorted()).toEqual([".lock", "ballast"]);
    } finally {
      execFileSync("umount", ["--lazy", temp.path]);
    }
  });
});

describe("J11 two processes on one folder", { timeout: 60_000 }, () => {
  it("the second is refused, and told the process that has it", async () => {
    using temp = tempFolder();
    await using child = await holdInChild(temp.path);
    const detail = expect.stringContaining(`process ${child.pid} on ${hostname()}`);
    await expect(lockFolder(temp.path)).rejects.toMatchObject({ code: "state.locked", detail });
  });

  it("a holder that stands still keeps it, and one that was killed does not", async () => {
    using temp = tempFolder();
    await using child = await holdInChild(temp.path);
    child.send("SIGSTOP");
    await expect(lockFolder(temp.path)).rejects.toMatchObject({ code: "state.locked" });
    await kill(child);
    await using lock = await lockFolder(temp.path);
    expect(lock.holder.pid).toBe(process.pid);
  });

  it("of many heirs of a killed holder one wins, again and again", async () => {
    using temp = tempFolder();
    const folder = join(temp.path, "state");
    for (const round of ["1", "2"]) {
      const go = join(temp.path, round);
      await using heirs = new AsyncDisposableStack();
      const holder = heirs.use(await holdInChild(folder));
      const all = Array.from({ length: 4 }, () => heirs.use(startChild(CONTEND, [folder, go])));
      await Promise.all(all.map((heir) => heir.nextLine()));
      await kill(holder);
      writeFileSync(go, "");
      const answers = await Promise.all(all.map((heir) => heir.nextLine()));
      expect(answers.toSorted()).toEqual(["held", "state.locked", "state.locked", "state.locked"]);
    }
  });

  it("never work at the same time while they are killed at random", async () => {
    using temp = tempFolder();
    const journal = join(temp.path, "journal");
    await using stack = new AsyncDisposableStack();
    const start = () => stack.use(startChild(WORK, [join(temp.path, "state"), journal]));
    const workers = Array.from({ length: 6 }, start);
    await Promise.all(workers.map((worker) => worker.nextLine()));
    for (const [index, worker] of workers.slice(0, 4).entries())
      setTimeout(() => worker.send("SIGKILL"), 50 + index * 37);
    const ends = await Promise.all(workers.map((worker) => worker.end()));
    const events = readFileSync(journal, "utf8").trimEnd().split("\n");
    // On a busy machine some are done before they are killed; those that nobody kills end well.
    expect(ends.slice(4)).toEqual([0, 0]);
    expect(new Set(ends.slice(0, 4)).difference(new Set(["SIGKILL", 0]))).toEqual(new Set());
    expect(ends.slice(0, 4)).toContain("SIGKILL");
    expect(events.length).toBeGreaterThan(80);
    expect(overlaps(events)).toEqual([]);
  });
});

/** The moments at which somebody entered before the one who was inside had left or died: he acts once more. */
function overlaps(events: readonly string[]): readonly string[] {
  return events.filter((event, index) => {
    const [kind, who] = event.split(" ");
    const next = events[index + 1];
    if (kind !== "enter" || next === undefined || next === `leave ${who}`) return false;
    return events.slice(index + 1).some((later) => later.endsWith(` ${who}`));
  });
}

/** Mounts a disk of 64 KiB, where this user may. */
function mounts(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
