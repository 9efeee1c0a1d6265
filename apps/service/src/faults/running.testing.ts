import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { until } from "@countersign/testkit";

const COMMAND = fileURLToPath(new URL("../../../cli/bin/countersign", import.meta.url));

/** A process of the service that can be killed. */
export type Victim = "supervisor" | "web" | "worker" | "postgres";

/** The service as an operator runs it, with something that starts it again when it ends, as a unit does. */
export type Running = AsyncDisposable & {
  /** The process id, while it is known to run. */
  readonly pid: (victim: Victim) => number | undefined;
  /** How often each process ended, and how: `web SIGKILL`. */
  readonly ends: ReadonlyMap<string, number>;
  /** Codes that it reported, and how often. */
  readonly codes: ReadonlyMap<string, number>;
  /** Told to end, it ends what it is at; answers its exit. */
  readonly end: () => Promise<unknown>;
  /** Processes of it, each ever started, that do not end within so many milliseconds. */
  readonly stay: (milliseconds: number) => Promise<readonly string[]>;
};

/** What `countersign serve` is run with. */
export type RunWith = { readonly home: string; readonly port: number; readonly env: NodeJS.ProcessEnv };

/** Runs `countersign serve` on a home, and again whenever it ends. */
export function runServe({ home, port, env }: RunWith): Running {
  const pids = new Map<Victim, number>();
  const all = new Map<number, Victim>();
  const ends = new Map<string, number>();
  const codes = new Map<string, number>();
  const ending = new AbortController();
  let child: ChildProcess | undefined;
  let last: unknown;
  const note = (name: Victim, pid: number) => {
    pids.set(name, pid);
    all.set(pid, name);
  };
  const hear = (line: string) => {
    const { event, name, pid, how, code } = fieldsOf(line);
    if (event === "started" && isVictim(name) && typeof pid === "number") note(name, pid);
    if (event === "ended" && isVictim(name)) {
      pids.delete(name);
      count(ends, `${name} ${String(how)}`);
    }
    if (typeof code === "string") count(codes, `${String(event)} ${code}`);
    else if (event === undefined || event === "failed")
      count(codes, line.startsWith("waiting:") ? "waiting for the home" : line.slice(0, 300));
  };
  const keep = async () => {
    for (; !ending.signal.aborted; await setTimeout(200)) {
      child = spawn(COMMAND, ["serve", "--home", home, "--listen", `127.0.0.1:${port}`], {
        env,
        stdio: ["ignore", "ignore", "pipe"],
      });
      if (child.stderr !== null) createInterface({ input: child.stderr }).on("line", hear);
      pids.clear();
      if (child.pid !== undefined) note("supervisor", child.pid);
      const [exit, by] = await once(child, "exit");
      pids.delete("supervisor");
      last = by ?? exit;
      count(ends, `supervisor ${String(last)}`);
    }
  };
  const keeping = keep();
  const end = async () => {
    ending.abort();
    child?.kill("SIGTERM");
    await keeping;
    return last;
  };
  const stay = async (milliseconds: number) => {
    const there = () => [...all].filter(([pid]) => isThere(pid) && isOf(home, pid));
    await until(() => there().length === 0, milliseconds).catch(() => {});
    return there().map(([pid, name]) => `${name} ${pid}`);
  };
  return {
    pid: (victim) => pids.get(victim),
    ends,
    codes,
    end,
    stay,
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}

/** Kills a process and waits until it is gone. False where it was gone already. */
export async function killed(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    return false;
  }
  await until(() => !isThere(pid), 30_000);
  return true;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether a process is of a home: a number may since have been given to another. */
function isOf(home: string, pid: number): boolean {
  return spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(home);
}

/** Adds one. */
export function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function isVictim(name: unknown): name is Victim {
  return name === "web" || name === "worker" || name === "postgres";
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
