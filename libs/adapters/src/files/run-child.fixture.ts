import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The address of this folder's index, for `import` in a child's source. */
export const FILES = new URL("./index.ts", import.meta.url).href;

/** A real process. It is killed when it goes out of scope: a test that fails leaves none behind. */
export type Child = AsyncDisposable & {
  readonly pid: number | undefined;
  /** The next line it prints; empty when there is none any more. */
  readonly nextLine: () => Promise<string>;
  readonly send: (signal: NodeJS.Signals) => void;
  /** Waits until it has ended: its exit status, or the signal that killed it. */
  readonly end: () => Promise<number | string | null>;
};

/** Runs a module given as text; `process.argv` from index 1 on are `args`. */
export function startChild(source: string, args: readonly string[]): Child {
  const flags = ["--input-type=module", "--eval", source, "--", ...args];
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const end = async () => {
    await closed;
    return child.signalCode ?? child.exitCode;
  };
  return {
    pid: child.pid,
    nextLine: async () => (await lines.next()).value ?? "",
    send: (signal) => void child.kill(signal),
    end,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await end();
    },
  };
}
