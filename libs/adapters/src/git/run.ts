import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { CountersignError } from "@countersign/core/error";
import { diskFailure } from "./disk-failure.ts";
import { fixedArguments, gitEnvironment } from "./environment.ts";
import type { Git } from "./environment.ts";

/** How one git process ended. */
export type GitResult = { readonly exit: number; readonly stdout: Buffer; readonly stderr: string };

/** Bounds of one git process. */
export type RunOptions = {
  /** Written to standard input, which is then closed. */
  readonly input?: string | Uint8Array;
  /** Settings (`name=value`) after the fixed ones. */
  readonly settings?: readonly string[];
  /** Variables beside the fixed ones: what no list of processes may show. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Bytes of standard output; more is `limit.git-output`. 64 MiB by default. */
  readonly outputLimit?: number;
  /** Exits that are answers; every other throws. Only 0 by default. */
  readonly exits?: readonly number[];
  /** Ends the process and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
};

const OUTPUT_LIMIT = 1 << 26;
const STDERR_LIMIT = 1 << 24;

/** Runs `git SUBCOMMAND …` in the mirror to its end; another exit than the expected ones is `git.SUBCOMMAND`, or that of `diskFailure`. */
export async function runGit(
  git: Git,
  args: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<GitResult> {
  const result = await startGit(git, args, options);
  if ((options.exits ?? [0]).includes(result.exit)) return result;
  const said = printable(result.stderr);
  throw (
    diskFailure(git.dir, result.stderr, said) ??
    new CountersignError(`git.${args[0]}`, `git ${args[0]} ended with ${result.exit}: ${said}`)
  );
}

/** Runs git in the mirror and answers however it ends. A git that cannot be started is `git.not-found`. */
export function startGit(git: Git, args: readonly string[], options: RunOptions = {}): Promise<GitResult> {
  const settings = (options.settings ?? []).flatMap((setting) => ["-c", setting]);
  return runProgram(
    [...fixedArguments(git), ...settings, ...args],
    git.dir,
    { ...gitEnvironment(git), ...options.environment },
    options,
  );
}

/** Runs git with exactly this environment in this folder. */
export function runProgram(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  options: RunOptions = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted === true) return reject(options.signal.reason);
    // A group of its own, so that ending it ends the processes that git starts too.
    const child = spawn("git", args, { cwd, env: { ...env }, detached: true, stdio: "pipe" });
    running.add(child);
    let failure: unknown;
    const stop = (reason: unknown) => {
      failure ??= reason;
      killGroup(child);
    };
    const stdout = collect(child.stdout, options.outputLimit ?? OUTPUT_LIMIT, () => stop(tooMuchOutput()));
    const stderr = collect(child.stderr, STDERR_LIMIT, () => {});
    const abort = () => stop(options.signal?.reason);
    options.signal?.addEventListener("abort", abort, { once: true });
    child.on("error", (cause) => {
      failure ??= new CountersignError("git.not-found", "git could not be started", { cause });
    });
    child.on("close", (exit) => {
      running.delete(child);
      options.signal?.removeEventListener("abort", abort);
      if (failure !== undefined) reject(failure);
      else resolve({ exit: exit ?? -1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") });
    });
    // A process that ends before it has read everything is judged by its exit.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** In groups of their own, they are not reached by what ends this process at a terminal, and would work on for minutes. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach(killGroup));

/** Text of another program made safe to show: control and bidirectional characters escaped, lines joined, cut to 2,000. */
export function printable(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !UNINTERESTING.test(line))
    .join("; ")
    .slice(0, 2000)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (unit) => `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Advice, and that an older git does not know a check of a newer one. */
const UNINTERESTING = /^(?:remote: )?hint:|^warning: Skipping unknown msg id/;

function collect(stream: NodeJS.ReadableStream, limit: number, exceeded: () => void): readonly Buffer[] {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on("data", (part: Buffer) => {
    size += part.length;
    if (size <= limit) parts.push(part);
    else exceeded();
  });
  return parts;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

function tooMuchOutput(): CountersignError {
  return new CountersignError("limit.git-output", "git printed more than it may");
}
