import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const NODE = process.execPath;
const PROGRAM = fileURLToPath(new URL("../../../apps/cli/src/bin.ts", import.meta.url));
/** As `bin/countersign` runs it. */
const OPTIONS = ["--min-semi-space-size=16", "--disable-warning=ExperimentalWarning"];

/** A program of ours in a process of its own, that tells what it does in lines of JSON on standard error. */
export type Running = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** Of processes that it started, by their names. */
  readonly pids: ReadonlyMap<string, number>;
  /** What it said of failures so far. */
  readonly failures: readonly string[];
};

/** Runs `countersign` until it listens. `profiles`: a folder for what Node notes of where the time went. */
export async function runProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  profiles = process.env["COUNTERSIGN_BENCH_PROFILES"],
): Promise<Running> {
  const profiling = profiles === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
  const child = spawn(NODE, [...OPTIONS, ...profiling, PROGRAM, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close");
  const listening = Promise.withResolvers<string>();
  const pids = new Map<string, number>();
  const failures: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    const said = line.startsWith("{")
      ? JSON.parse(line)
      : { event: line.startsWith("waiting: ") ? "waiting" : "failed" };
    if (said.event === "started") pids.set(said.name, said.pid);
    if (said.event === "listening") listening.resolve(said.url);
    if (/fail|not-captured|landed-unreviewed|ended/.test(said.event)) failures.push(line);
  });
  void closed.then(() => listening.reject(new Error(`${args.join(" ")} ended: ${failures.join("\n")}`)));
  return {
    url: await listening.promise,
    pid: child.pid ?? 0,
    pids,
    failures,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await closed;
    },
  };
}

/** Resident memory of a process now, in megabytes; 0 where the system does not tell. */
export function residentMemory(pid: number): number {
  return kilobytes(pid, "VmRSS") / 1000;
}

/** Processor time of a process so far, in milliseconds, in steps of ten; 0 where the system does not tell. */
export function processorTime(pid: number): number {
  const stat = tryRead(`/proc/${pid}/stat`);
  // The name of the program, in parentheses, may contain blanks; `utime` and `stime` are fields 14 and 15 of the line.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;
}

function kilobytes(pid: number, name: string): number {
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(tryRead(`/proc/${pid}/status`))?.[1] ?? 0) * 1.024;
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
