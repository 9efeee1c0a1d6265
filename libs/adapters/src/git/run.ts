import { CountersignError } from "@countersign/core/error";
import { startProgram } from "@countersign/processes";
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
export async function runProgram(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  { signal, input = "", outputLimit = OUTPUT_LIMIT }: RunOptions = {},
): Promise<GitResult> {
  signal?.throwIfAborted();
  const git = await startProgram("git", args, { cwd, env, hasInput: input.length > 0 }).catch((cause: unknown) => {
    throw new CountersignError("git.not-found", "git could not be started", { cause });
  });
  let stopped: { readonly reason: unknown } | undefined;
  const stop = (reason: unknown) => {
    stopped ??= { reason };
    git.kill();
  };
  const stdout = collect(git.stdout, outputLimit, () => stop(tooMuchOutput()));
  const stderr = collect(git.stderr, STDERR_LIMIT, () => {});
  const abort = () => stop(signal?.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  // A process that ends before it has read everything is judged by its exit.
  git.stdin.on("error", () => {});
  git.stdin.end(input);
  const { exit } = await git.ended;
  signal?.removeEventListener("abort", abort);
  if (stopped !== undefined) throw stopped.reason;
  return { exit: exit ?? -1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") };
}

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

function tooMuchOutput(): CountersignError {
  return new CountersignError("limit.git-output", "git printed more than it may");
}
