import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import type { Files } from "./draft.ts";

/** A commit by everything that its id depends on. */
export type CommitPlan = {
  readonly files: Files;
  readonly author: string;
  /** Seconds since 1970. */
  readonly date: number;
  readonly message: string;
};

/**
 * Makes a repository in an empty or absent folder with these commits on `main`, one after another, and answers their ids.
 * Ids depend on the plans alone: no setting of the machine or of the user is read.
 */
export function writeCommits(folder: string, plans: readonly CommitPlan[]): readonly string[] {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`);
  git(folder, ["init", "-q", "--template=", "--object-format=sha1", "-b", "main"]);
  const marks = plans.map((_, index) => `get-mark :${index + 1}\n`);
  const stream = Buffer.concat([
    Buffer.from("feature done\n"),
    ...plans.flatMap(commitCommands),
    Buffer.from(`${marks.join("")}done\n`),
  ]);
  const ids = git(folder, ["fast-import", "--quiet"], stream).trim().split("\n");
  git(folder, ["read-tree", "--reset", "-u", "main"]);
  return ids;
}

function commitCommands({ files, author, date, message }: CommitPlan, index: number): readonly Buffer[] {
  const who = `${author} ${date} +0000`;
  return [
    Buffer.from(`commit refs/heads/main\nmark :${index + 1}\nauthor ${who}\ncommitter ${who}\n`),
    ...data(Buffer.from(message)),
    Buffer.from(index === 0 ? "" : `from :${index}\ndeleteall\n`),
    ...[...files].flatMap(([path, bytes]) => [Buffer.from(`M 100644 inline ${path}\n`), ...data(bytes)]),
    Buffer.from("\n"),
  ];
}

function data(bytes: Uint8Array): readonly Buffer[] {
  return [Buffer.from(`data ${bytes.length}\n`), Buffer.from(bytes), Buffer.from("\n")];
}

function git(folder: string, args: readonly string[], input: Uint8Array = new Uint8Array()): string {
  const env = {
    PATH: process.env["PATH"],
    HOME: "/dev/null",
    XDG_CONFIG_HOME: "/dev/null",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  const { status, stdout, stderr, error } = spawnSync("git", ["-c", "gc.auto=0", ...args], { cwd: folder, env, input });
  if (status === 0) return stdout.toString();
  throw new Error(`git ${args.join(" ")}: ${error?.message ?? stderr.toString()}`);
}
