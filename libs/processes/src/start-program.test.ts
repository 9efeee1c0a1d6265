import { existsSync, mkdtempDisposableSync, readdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { spawnSync } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { expect, it, vi } from "vitest";
import { startHere } from "./program.ts";
import type { Program, ProgramPlace } from "./program.ts";
import { openStarter } from "./starter.ts";
import type { Starter } from "./starter.ts";
import { startProgram } from "./start-program.ts";

type Start = (program: string, args: readonly string[], place: ProgramPlace) => Promise<Program>;
const WAIT = { timeout: 15_000, interval: 10 };
const env = { PATH: process.env["PATH"] ?? "", ONE: "a b\n'c" };

async function opened(): Promise<Starter & Disposable> {
  const starter = await openStarter();
  if (starter === undefined) throw new Error("no starter");
  return { ...starter, [Symbol.dispose]: () => starter.isThere() && starter.end() };
}

async function shell(start: Start, script: string, place: Partial<ProgramPlace> = {}) {
  const program = await start("sh", ["-c", script], { env, ...place });
  const outputs = Promise.all([buffer(program.stdout), text(program.stderr)]);
  return { program, outputs };
}

/** The first that it prints; the rest goes nowhere. */
function firstOf({ stdout, stderr }: Program): Promise<Buffer> {
  stderr.resume();
  return new Promise((resolve) => void stdout.on("data", resolve));
}

const isAlive = (pid: number) => spawnSync("kill", ["-0", String(pid)]).status === 0;

for (const way of ["here", "by the starter"] as const) {
  const ways = async () => {
    const starter = await opened();
    return { start: way === "here" ? startHere : starter.start, [Symbol.dispose]: () => starter[Symbol.dispose]() };
  };

  it(`${way}: has its arguments, its folder, exactly its variables, both of its outputs, and its exit`, async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "processes-test-"));
    using started = await ways();
    const { program, outputs } = await shell(started.start, 'pwd; printf %s "$ONE"; echo "$HOME" >&2; exit 7', {
      cwd: folder.path,
    });
    const [out, err] = await outputs;
    expect(out.toString()).toBe(`${realpathSync(folder.path)}\n${env.ONE}`);
    expect(err).toBe("\n");
    expect(await program.ended).toEqual({ exit: 7, signal: null });
  });

  it(`${way}: is written to and read from at once, megabytes of it, and sees the end of its input`, async () => {
    using started = await ways();
    const bytes = randomBytes(5_000_000);
    const { program, outputs } = await shell(started.start, "cat; echo whole >&2", { hasInput: true });
    program.stdin.end(bytes);
    const [out, err] = await outputs;
    expect(Buffer.compare(out, bytes)).toBe(0);
    expect(err).toBe("whole\n");
    expect(await program.ended).toEqual({ exit: 0, signal: null });
  });

  it(`${way}: reads nothing where it is given nothing, also when somebody writes`, async () => {
    using started = await ways();
    const { program, outputs } = await shell(started.start, "cat; echo end");
    program.stdin.end("");
    expect(String((await outputs)[0])).toBe("end\n");
    await program.ended;
  });

  it(`${way}: one that reads nothing of what it is sent ends by itself, with all that it printed`, async () => {
    using started = await ways();
    const { program, outputs } = await shell(started.start, "head -c 200000 /dev/zero; exit 3", { hasInput: true });
    program.stdin.on("error", () => {});
    program.stdin.end(randomBytes(3_000_000));
    expect((await outputs)[0]).toHaveLength(200_000);
    expect(await program.ended).toEqual({ exit: 3, signal: null });
  });

  it(`${way}: is over only when what it left behind has printed its last`, async () => {
    using started = await ways();
    const { program, outputs } = await shell(started.start, "(sleep 0.3; echo late) & echo early");
    expect(String((await outputs)[0])).toBe("early\nlate\n");
    expect(await program.ended).toEqual({ exit: 0, signal: null });
  });

  it(`${way}: is killed with what it started`, async () => {
    using started = await ways();
    const program = await started.start("sh", ["-c", "sleep 60 & echo $!; wait"], { env });
    const first = await firstOf(program);
    program.kill();
    expect(await program.ended).toEqual({ exit: null, signal: "SIGKILL" });
    await vi.waitUntil(() => !isAlive(Number(String(first))), WAIT);
  });

  it(`${way}: what cannot be started is rejected with the system's error, and others go on`, async () => {
    using started = await ways();
    await expect(started.start("no-such-program", [], { env })).rejects.toMatchObject({ code: "ENOENT" });
    await expect(started.start("sh", [], { env, cwd: "/nowhere" })).rejects.toMatchObject({ code: "ENOENT" });
    await expect(started.start("sh", ["a\0b"], { env })).rejects.toMatchObject({ code: "ERR_INVALID_ARG_VALUE" });
    const { outputs, program } = await shell(started.start, "echo on");
    expect(String((await outputs)[0])).toBe("on\n");
    await program.ended;
  });

  it(`${way}: a hundred at once are not mixed up`, async () => {
    using started = await ways();
    const said = await Promise.all(
      Array.from({ length: 100 }, async (_, at) => {
        const { program, outputs } = await shell(started.start, `cat; echo ${at} >&2; exit ${at}`, { hasInput: true });
        program.stdin.end(`in ${at}`);
        const [out, err] = await outputs;
        return [out.toString(), err, (await program.ended).exit];
      }),
    );
    expect(said).toEqual(Array.from({ length: 100 }, (_, at) => [`in ${at}`, `${at}\n`, at]));
  });
}

it("by the starter: many that print nothing and end before anybody comes to listen have ended all the same", async () => {
  using starter = await opened();
  for (let round = 0; round < 10; round += 1) {
    const started = Array.from({ length: 20 }, () => starter.start("true", [], { env }));
    // What they say and that they have ended arrives at once, in any order.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    for (const program of await Promise.all(started)) {
      program.stdout.resume();
      program.stderr.resume();
      expect(await program.ended).toEqual({ exit: 0, signal: null });
    }
  }
});

it("a starter that is lost leaves nothing running, nobody waiting, and no folder", async () => {
  using starter = await opened();
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("countersign-starter-"));
  const program = await starter.start("sh", ["-c", "echo $PPID; sleep 60"], { env });
  const parent = Number(String(await firstOf(program)));
  const before = folders();
  process.kill(parent, "SIGKILL");
  expect(await program.ended).toEqual({ exit: null, signal: null });
  await vi.waitUntil(() => !isAlive(program.pid), WAIT);
  expect(starter.isThere()).toBe(false);
  await expect(starter.start("true", [], { env })).rejects.toThrow();
  expect(folders().length).toBeLessThan(before.length);
});

it("a process that is killed takes its starter, what that started, and its folder along", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "processes-test-"));
  const source = `
    import { openStarter } from ${JSON.stringify(new URL("starter.ts", import.meta.url).href)};
    const starter = await openStarter();
    const { pid, stdout } = await starter.start("sh", ["-c", "echo $PPID; sleep 60"], { env: { PATH: process.env.PATH } });
    const parent = await new Promise((resolve) => stdout.once("data", resolve));
    console.log(pid, String(parent));
    process.kill(process.pid, "SIGKILL");`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    env: { ...process.env, TMPDIR: folder.path },
    encoding: "utf8",
  });
  const [pid = 0, parent = 0] = stdout.trim().split(/\s+/).map(Number);
  expect(pid).toBeGreaterThan(0);
  await vi.waitUntil(() => !isAlive(pid) && !isAlive(parent) && readdirSync(folder.path).length === 0, WAIT);
});

it("a process whose folder for temporary files has too long a name does without", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "processes-test-"));
  const long = join(folder.path, "x".repeat(120));
  const source = `
    import { mkdirSync, readdirSync } from "node:fs";
    mkdirSync(${JSON.stringify(long)});
    const { openStarter } = await import(${JSON.stringify(new URL("starter.ts", import.meta.url).href)});
    console.log(await openStarter(), readdirSync(${JSON.stringify(long)}).length);`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    env: { ...process.env, TMPDIR: long },
    encoding: "utf8",
  });
  expect(stdout).toBe("undefined 0\n");
});

it("from the sixteenth on, programs are started by another process, until it is lost, and then again", async () => {
  const parentOf = async () => {
    const { program, outputs } = await shell(startProgram, "echo $PPID");
    const [out] = await outputs;
    await program.ended;
    return Number(out);
  };
  for (let at = 0; at < 16; at += 1) expect(await parentOf()).toBe(process.pid);
  const other = async () => {
    let parent = process.pid;
    await vi.waitUntil(async () => (parent = await parentOf()) !== process.pid, WAIT);
    return parent;
  };
  const first = await other();
  process.kill(first, "SIGKILL");
  await vi.waitUntil(() => !existsSync(`/proc/${first}`), WAIT);
  const second = await other();
  expect(second).not.toBe(first);
});

it("a process that has started many ends by itself when it has nothing to do", () => {
  const source = `
    import { startProgram } from ${JSON.stringify(new URL("start-program.ts", import.meta.url).href)};
    for (let at = 0; at < 40; at += 1) {
      const { stdout, stderr, ended } = await startProgram("true", [], { env: { PATH: process.env.PATH } });
      stdout.resume();
      stderr.resume();
      await ended;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    console.log("done");`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    encoding: "utf8",
    timeout: 60_000,
  });
  expect([stdout, status]).toEqual(["done\n", 0]);
});
