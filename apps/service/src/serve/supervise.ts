import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";

/** A process of the service: its name in events, and what it is called with. */
export type Program = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
};

/** What becomes of the processes. */
export type SupervisionEvents = {
  readonly started: (name: string, pid: number) => void;
  readonly ended: (name: string, how: string) => void;
};

/** Milliseconds between the end of a process and its next start: longer each time, short again after one that lasted. */
const PAUSE = { least: 500, most: 30_000, lasted: 60_000 };
/** Milliseconds that a process has to end what it is at. */
const DRAIN = 60_000;

/**
 * Keeps processes running until the signal: one that ends is started again. Then each is told to end (SIGTERM) and waited
 * for. Their standard streams are ours; one whose
 * channel to us is disconnected was left alone, and ends by itself.
 */
export async function supervise(
  programs: readonly Program[],
  events: SupervisionEvents,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(programs.map((program) => keepRunning(program, events, signal)));
}

async function keepRunning(program: Program, events: SupervisionEvents, signal: AbortSignal): Promise<void> {
  for (let pause = PAUSE.least; !signal.aborted;) {
    const began = Date.now();
    events.ended(program.name, await runOnce(program, events, signal));
    if (Date.now() - began > PAUSE.lasted) pause = PAUSE.least;
    await setTimeout(pause, undefined, { signal }).catch(() => {});
    pause = Math.min(2 * pause, PAUSE.most);
  }
}

/** Runs a process to its end; says how it ended. */
async function runOnce(
  { name, command, env }: Program,
  events: SupervisionEvents,
  signal: AbortSignal,
): Promise<string> {
  const [file, ...args] = command;
  // By the channel a process notices that nobody looks after it any more.
  const child = spawn(file, args, { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = endOf(child);
  if (child.pid === undefined) return ended;
  events.started(name, child.pid);
  const stop = () => void drain(child);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await ended;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("exit", (code, by) => resolve(by ?? `exit ${String(code)}`));
    child.once("error", (error) => resolve(error.message));
  });
}

async function drain(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  const late = new AbortController();
  child.once("exit", () => late.abort());
  await setTimeout(DRAIN, undefined, { signal: late.signal }).then(
    () => child.kill("SIGKILL"),
    () => {},
  );
}
