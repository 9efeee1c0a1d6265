import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as setTimeoutPromise } from "node:timers/promises";

/** Milliseconds for what a program wrote last. */
const DRAIN = 2_000;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

type Watched = {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds that may go by without a word, before the program is taken for one that stands still. */
  readonly silence: number;
  /** What the program says, as it says it. */
  readonly write: (words: Buffer | string) => void;
};

/**
 * Runs a program and all that it starts as a group of processes, and ends the group when it says nothing for too long: a
 * runner that waits for a process that it lost would wait for ever. What stood still is told, process by process, with its
 * state and what of the kernel it sleeps in (proc_pid_wchan(5)).
 *
 * @returns the exit status; 128 and more for a signal, as shells count; `undefined` where it stood still.
 */
export async function runWatched(
  program: string,
  args: readonly string[],
  { cwd, env, silence, write }: Watched,
): Promise<number | undefined> {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let stoodStill = false;
  const timer = setTimeout(() => {
    stoodStill = true;
    write(`\nno word for ${silence / 1000} s; what stands still, and is ended:\n${processesOf(child.pid)}\n`);
    endGroup(child.pid);
  }, silence);
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (words: Buffer) => {
      timer.refresh();
      write(words);
    });
  const interrupted = () => {
    endGroup(child.pid);
    // Not at once: another program that is watched has its group ended by the next listener.
    setImmediate(() => process.exit(130));
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  const closed = once(child, "close");
  try {
    const [status] = await once(child, "exit");
    endGroup(child.pid);
    // A process that left the group may hold the output open.
    await Promise.race([closed, setTimeoutPromise(DRAIN, undefined, { ref: false })]);
    return stoodStill ? undefined : typeof status === "number" ? status : 128;
  } finally {
    clearTimeout(timer);
    for (const signal of SIGNALS) process.off(signal, interrupted);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function processesOf(leader: number | undefined): string {
  const columns = "pid,ppid,pgid,stat,wchan:24,etimes,args";
  const { stdout } = spawnSync("ps", ["-eww", "-o", columns, "--sort", "pid"], { encoding: "utf8" });
  const [head = "", ...lines] = stdout.split("\n");
  const parents = new Set([leader]);
  const group = lines.filter((line) => {
    const [pid, parent, pgid] = line.trim().split(/\s+/, 3).map(Number);
    if (pgid !== leader && !parents.has(parent)) return false;
    parents.add(pid);
    return true;
  });
  return [head, ...group].map((line) => line.slice(0, 240)).join("\n");
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // All of the group have ended already.
  }
}
