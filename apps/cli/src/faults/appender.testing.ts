import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a process printed before it ended: the records that it was told are in the log, by their texts, and its last words. */
type Appended = {
  readonly places: ReadonlyMap<string, number>;
  readonly waited: number;
  readonly end: number | string | null;
};

/** How a process appends: the names of its records, how many, and how many of them in one command. */
export type Appending = {
  readonly dir: string;
  readonly name: string;
  readonly count: number;
  readonly perCommand: number;
};

/** A real process that appends; killed when it goes out of scope. */
export type Appender = AsyncDisposable & {
  /** Waits until it has printed so many lines, or has ended. */
  readonly printed: (lines: number) => Promise<void>;
  readonly kill: () => void;
  readonly ended: Promise<Appended>;
};

const PROGRAM = fileURLToPath(new URL("append-loop.testing.ts", import.meta.url));
/** `12 name 3`; a line that a kill cut off was not said. */
const LINE = /^([0-9]+) (.+)$/;

/** Starts a process that appends to a home. */
export function startAppender({ dir, name, count, perCommand }: Appending): Appender {
  const child = spawn(process.execPath, [PROGRAM, dir, name, String(count), String(perCommand)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (output += part));
  const lines = () => output.split("\n").slice(0, -1);
  const closed = once(child, "close");
  const ended = closed.then(() => ({
    places: new Map(lines().flatMap((line) => (LINE.exec(line) === null ? [] : [placeOf(line)]))),
    waited: Number(/^waited ([0-9]+)$/m.exec(output)?.[1] ?? 0),
    end: child.signalCode ?? child.exitCode,
  }));
  const printed = async (wanted: number) => {
    while (lines().length < wanted && child.exitCode === null && child.signalCode === null)
      await Promise.race([once(child.stdout, "data"), closed]);
  };
  const kill = () => void child.kill("SIGKILL");
  return { printed, kill, ended, [Symbol.asyncDispose]: async () => (kill(), void (await ended)) };
}

function placeOf(line: string): [text: string, index: number] {
  const [, index = "", text = ""] = LINE.exec(line) ?? [];
  return [text, Number(index)];
}
