import { CountersignError } from "@countersign/core/error";
import { bareEnvironment } from "./environment.ts";
import type { GitVersion } from "./environment.ts";
import { printable, runProgram } from "./run.ts";

/** The oldest git whose answers are known: the first with `merge-tree --write-tree` as it is used here. */
const OLDEST = { major: 2, minor: 39 } as const;

const known = new Map<string, Promise<GitVersion>>();

/** The version of the git that a search path finds, asked once. Older than 2.39 is `git.version`. */
export function gitVersion(searchPath: string): Promise<GitVersion> {
  const asked = known.get(searchPath) ?? askVersion(searchPath);
  known.set(searchPath, asked);
  return asked;
}

/** Reads what `git --version` prints, such as `git version 2.39.5 (Apple Git-154)`. */
export function parseGitVersion(text: string): GitVersion {
  const match = /^git version (\d{1,4})\.(\d{1,4})[. \n]/.exec(text);
  const version = { major: Number(match?.[1] ?? 0), minor: Number(match?.[2] ?? 0) };
  const recent = version.major > OLDEST.major || (version.major === OLDEST.major && version.minor >= OLDEST.minor);
  if (recent) return version;
  throw new CountersignError(
    "git.version",
    `git ${OLDEST.major}.${OLDEST.minor} or newer is needed, not: ${printable(text)}`,
  );
}

async function askVersion(searchPath: string): Promise<GitVersion> {
  const { stdout } = await runProgram(["--version"], "/", bareEnvironment(searchPath, "/dev/null"));
  return parseGitVersion(stdout.toString("latin1"));
}
