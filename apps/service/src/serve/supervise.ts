import { spawn } from "node:child_process";
import { CountersignError } from "@countersign/core";
import { keepProcess } from "../keep-process.ts";
import type { ProcessEvents } from "../keep-process.ts";

/** A process of the service: its name in events, and what it is called with. */
export type Program = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** A file descriptor for its standard streams; ours when absent. */
  readonly output?: number;
};

const PAUSE = { least: 500, most: 30_000 };
/** The exit of a call or of settings that cannot work: whoever called has to mend it. */
const WRONG_CALL = 2;

/**
 * Keeps processes running until the signal: one that ends is started again. Then each is told to end (SIGTERM) and waited
 * for. One whose channel to us is disconnected was left alone, and ends by itself. One that says, the first
 * time, that it is called wrongly (a port that is taken, settings that do not hold) ends them all: `usage.service`.
 */
export async function supervise(
  programs: readonly Program[],
  events: ProcessEvents,
  signal: AbortSignal,
): Promise<void> {
  const wrong = new AbortController();
  const stop = AbortSignal.any([signal, wrong.signal]);
  await Promise.all(
    programs.map((program) => {
      let runs = 0;
      const again = (exit: number | undefined) => {
        runs += 1;
        if (runs > 1 || exit !== WRONG_CALL) return true;
        wrong.abort(
          new CountersignError("usage.service", `the ${program.name} process cannot run as it is called; it said why`),
        );
        return false;
      };
      const kept = {
        name: program.name,
        start: () => started(program),
        endBy: "SIGTERM",
        pause: PAUSE,
        again,
      } as const;
      return keepProcess(kept, events, stop);
    }),
  );
  wrong.signal.throwIfAborted();
}

function started({ command: [file, ...args], env, output }: Program) {
  // By the channel a process notices that nobody looks after it any more.
  return spawn(file, args, { env, stdio: ["ignore", output ?? "inherit", output ?? "inherit", "ipc"] });
}
