import { spawn } from "node:child_process";

/** The environment of every git here: nothing of the machine's own settings. */
export const GIT_ENVIRONMENT = {
  PATH: process.env["PATH"],
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

function gitResult(
  dir: string,
  args: readonly string[],
  { input = "", environment = {}, exits = [0] }: GitInput = {},
): Promise<{ readonly exit: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd: dir, env: { ...GIT_ENVIRONMENT, ...environment }, stdio: "pipe" });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => output.push(part));
    child.stderr.on("data", (part: Buffer) => errors.push(part));
    child.on("error", reject);
    child.on("close", (exit) => {
      if (exit === null || !exits.includes(exit))
        reject(new Error(`git ${args.join(" ")} ended with ${exit}: ${Buffer.concat(errors).toString("utf8")}`));
      else resolve({ exit, output: Buffer.concat(output).toString("utf8").replace(/\n$/, "") });
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
