import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";

/** What becomes of processes that are kept. */
export type ProcessEvents = {
  readonly started: (name: string, pid: number) => void;
  readonly ended: (name: string, how: string) => void;
};

/** How one process is kept. */
export type KeptProcess = {
  /** Its name in events. */
  readonly name: string;
  readonly start: () => ChildProcess;
  /** What it is told to end by. */
  readonly endBy: "SIGTERM" | "SIGINT";
  /** Milliseconds between its end and its next start: longer each time, short again after one that lasted. */
  readonly pause: { readonly least: number; readonly most: number };
  /** Told how each run ended that was not to end, false where it is not to be started again; `exit` is absent where it was killed or never ran. */
  readonly again: (exit: number | undefined) => boolean;
};

/** Milliseconds after which a run counts as one that lasted, and that a process has to end what it is at. */
const LASTED = 60_000;
const DRAIN = 60_000;

/** Keeps a process running until the signal, by which it is told to end and is waited for. */
export async function keepProcess(kept: KeptProcess, events: ProcessEvents, signal: AbortSignal): Promise<void> {
  for (let { least: pause } = kept.pause; !signal.aborted; pause = Math.min(2 * pause, kept.pause.most)) {
    const began = Date.now();
    const { how, exit } = await runOnce(kept, events, signal);
    events.ended(kept.name, how);
    if (signal.aborted || !kept.again(exit)) return;
    if (Date.now() - began > LASTED) pause = kept.pause.least;
    await setTimeout(pause, undefined, { signal }).catch(() => {});
  }
}

type End = { readonly how: string; readonly exit?: number };

async function runOnce({ name, start, endBy }: KeptProcess, events: ProcessEvents, signal: AbortSignal): Promise<End> {
  const child = start();
  const ended = endOf(child);
  if (child.pid === undefined) return ended;
  events.started(name, child.pid);
  const stop = () => void drain(child, endBy);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await ended;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once("exit", (code, by) =>
      resolve({ how: by ?? `exit ${String(code)}`, ...(code === null ? {} : { exit: code }) }),
    );
    child.once("error", (error) => resolve({ how: error.message }));
  });
}

async function drain(child: ChildProcess, endBy: KeptProcess["endBy"]): Promise<void> {
  child.kill(endBy);
  const late = new AbortController();
  child.once("exit", () => late.abort());
  await setTimeout(DRAIN, undefined, { signal: late.signal }).then(
    () => child.kill("SIGKILL"),
    () => {},
  );
}
