import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** Where a program runs: its folder, all of its variables (`PATH` is where it is looked for), and whether anything is written to it. */
export type ProgramPlace = {
  readonly cwd?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Otherwise its standard input is at its end from the start, and `stdin` takes nothing. */
  readonly hasInput?: boolean;
};

/** How it ended: its exit, or the signal that ended it. Both null: nobody knows any more. */
export type Ending = { readonly exit: number | null; readonly signal: string | null };

/** A program that runs. Whoever starts it reads both of its outputs, or it never ends. */
export type Program = {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** It has ended and everything that it and its own printed was read. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Ends it and what it started, at once (SIGKILL to its process group). */
  readonly kill: () => void;
};

/** Starts it as a child of this process. Rejects with the system's error, such as ENOENT. */
export function startHere(program: string, args: readonly string[], { cwd, env }: ProgramPlace): Promise<Program> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env }, detached: true, stdio: "pipe" });
    child.on("error", reject);
    const { pid, stdin, stdout, stderr } = child;
    if (pid === undefined) return;
    let isOver = false;
    const ended = new Promise<Ending>((end) => {
      child.on("close", (exit, signal) => {
        isOver = true;
        end({ exit, signal });
      });
    });
    const kill = () => isOver || killGroup(pid);
    resolve({ pid, stdin, stdout, stderr, ended, kill });
  });
}

/** SIGKILL to a process group; nothing where it has ended. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
