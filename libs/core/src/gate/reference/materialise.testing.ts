import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gitIdentity } from "./cast.testing.ts";
import { standingOf } from "./world-content.testing.ts";
import type { Files, World, WorldCommit } from "./world.testing.ts";

/** Object id of each commit of one world, by its name. */
export type CommitIds = ReadonlyMap<string, string>;

/** Seconds; the first commit of each world, the others follow a minute apart. */
export const FIRST_COMMIT = 1_767_225_600;

/**
 * Writes the commits of many worlds into an existing repository with one `git fast-import`, and returns their ids, world
 * by world. Commits without a child are kept reachable as `refs/worlds/<index of the world>/<name>`.
 */
export function materialise(repository: string, worlds: readonly World[]): readonly CommitIds[] {
  const marks = join(repository, "world-marks");
  const stream = worldsStream(worlds);
  git(repository, ["fast-import", "--quiet", "--force", `--export-marks=${marks}`], stream);
  const ids = readFileSync(marks, "utf8").matchAll(/^:(\d+) ([0-9a-f]+)$/gm);
  const byMark = new Map([...ids].map(([, mark = "", id = ""]) => [Number(mark), id]));
  let mark = 0;
  return worlds.map((world) => new Map(world.commits.map(({ name }) => [name, byMark.get(++mark) ?? ""])));
}

/** A new bare repository whose HEAD is unborn, so that no attributes of a tree steer a merge. */
export function initBare(folder: string): string {
  git(folder, ["init", "--quiet", "--bare", "--initial-branch=unborn", "."]);
  return folder;
}

/** Runs Git without the caller's settings; its output as UTF-8. Throws unless it exits with one of `expected`. */
export function git(
  folder: string,
  args: readonly string[],
  input: string = "",
  expected: readonly number[] = [0],
): string {
  const env = {
    PATH: process.env["PATH"],
    HOME: "/nowhere",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    LC_ALL: "C",
  };
  const child = spawnSync("git", args, { cwd: folder, env, input, encoding: "utf8", maxBuffer: 1 << 30 });
  if (child.error !== undefined) throw child.error;
  if (!expected.includes(child.status ?? -1)) throw new Error(`git ${args.join(" ")}: ${child.stderr}`);
  return child.status === 0 ? child.stdout : "";
}

/** Message of a commit; the trailer stands where `git commit --trailer` puts it. */
export function messageOf({ subject, coAuthor }: WorldCommit): string {
  return coAuthor === undefined ? `${subject}\n` : `${subject}\n\nCo-authored-by: ${mailbox(coAuthor)}\n`;
}

/** `olga <olga@acme.example>`. */
function mailbox(person: string): string {
  const { name, email } = gitIdentity(person);
  return `${name} <${email}>`;
}

function worldsStream(worlds: readonly World[]): string {
  let first = 1;
  const parts = worlds.map((world, index) => {
    const stream = worldStream(world, index, first);
    first += world.commits.length;
    return stream;
  });
  return parts.join("");
}

/** All commits are made on one scratch branch that is reset before each: only then may a commit be a root. */
function worldStream({ commits }: World, index: number, first: number): string {
  const mark = (name: string) => `:${first + commits.findIndex((one) => one.name === name)}`;
  const made = commits.map((commit, at) => {
    const [parent, ...others] = commit.parents.map(mark);
    return [
      "reset refs/worlds/scratch\n\ncommit refs/worlds/scratch\n",
      `mark :${first + at}\n`,
      ...["author", "committer"].map((who) => `${who} ${signature(commit, who, FIRST_COMMIT + at * 60)}\n`),
      sized(messageOf(commit)),
      parent === undefined ? "" : `from ${parent}\n`,
      ...others.map((one) => `merge ${one}\n`),
      tree(commit.files),
    ].join("");
  });
  const parents = new Set(commits.flatMap((commit) => commit.parents));
  const tips = commits.filter(({ name }) => !parents.has(name));
  return [...made, ...tips.map(({ name }) => `reset refs/worlds/${index}/${name}\nfrom ${mark(name)}\n\n`)].join("");
}

/** Who made or committed a commit, at a time in Unix seconds, as an object says it. */
export function signature({ author, committer = author }: WorldCommit, who: string, time: number): string {
  return `${mailbox(who === "author" ? author : committer)} ${time} +0000`;
}

function tree(files: Files): string {
  const entries = Object.entries(files).map(([path, content]) => {
    const one = standingOf(content);
    return "id" in one ? `M ${one.mode} ${one.id} ${path}\n` : `M ${one.mode} inline ${path}\n${sized(one.text)}`;
  });
  return `deleteall\n${entries.join("")}\n`;
}

function sized(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
