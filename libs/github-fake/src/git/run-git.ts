import { text } from "node:stream/consumers";
import { startProgram } from "@countersign/processes";

/** The environment of every git here: nothing of the machine's own settings. */
export const GIT_ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  LC_ALL: "C",
  TZ: "UTC",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "GitHub",
  GIT_AUTHOR_EMAIL: "noreply@github.com",
  GIT_COMMITTER_NAME: "GitHub",
  GIT_COMMITTER_EMAIL: "noreply@github.com",
} as const;

/** What a run of git is given besides its arguments. */
export type GitInput = {
  readonly input?: string | Buffer;
  /** Variables beside the fixed ones. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Exits that are answers. */
  readonly exits?: readonly number[];
};

/** Runs git in a folder to its end, and answers its standard output without the last line feed. */
export async function runGit(dir: string, args: readonly string[], input: GitInput = {}): Promise<string> {
  const { exit, output } = await gitResult(dir, args, input);
  return exit === 0 ? output : "";
}

async function gitResult(
  dir: string,
  args: readonly string[],
  { input = "", environment = {}, exits = [0] }: GitInput = {},
): Promise<{ readonly exit: number; readonly output: string }> {
  const env = { ...GIT_ENVIRONMENT, ...environment };
  const child = await startProgram("git", args, { cwd: dir, env, hasInput: input.length > 0 });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const { exit } = await child.ended;
  if (exit === null || !exits.includes(exit)) throw new Error(`git ${args.join(" ")} ended with ${exit}: ${errors}`);
  return { exit, output: output.replace(/\n$/, "") };
}
