import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CountersignError } from "@countersign/core/error";
import type { ObjectFormat } from "@countersign/core/objects";
import { objectFormatOf } from "./config-text.ts";

/**
 * A repository that somebody named: hostile, and never a place to run git in. It is only fetched from; what is known
 * about it was read from its files.
 */
export type Source = {
  /** Its git directory (of a linked work tree, that one's), absolute and without links. */
  readonly dir: string;
  /** The folder that has its objects and config. */
  readonly commonDir: string;
  readonly objectFormat: ObjectFormat;
  /** Whether history is cut off in it. */
  readonly shallow: boolean;
  /** Whether the caller accepts that it belongs to somebody else. */
  readonly trusted: boolean;
  /** It is elsewhere, and `dir` is its URL (`openRemote`); otherwise it lies on this machine. */
  readonly remote?: true;
  /** What goes into the `Authorization` header of every request to it: a secret. */
  readonly authorization?: string;
};

/** How to look at a source. */
export type SourceOptions = {
  /** Accept this one repository although another user owns it. */
  readonly trusted?: boolean;
  /** Who we are; the user of this process by default. */
  readonly user?: number | undefined;
};

/**
 * Finds the repository at a path: a work tree, a linked work tree, or a bare repository. Refused: URLs, transports and
 * options (`usage.repository`), what is none (`git.not-a-repository`) or cannot be read (`git.unreadable`), and what
 * another user owns unless it is trusted (`git.ownership`).
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<Source> {
  refuseAllButPaths(path);
  const dir = await findGitDir(resolve(path));
  const commonDir = await findCommonDir(dir);
  await refuseNonRepository(dir, commonDir);
  const trusted = options.trusted ?? false;
  if (!trusted) await refuseForeignOwner([resolve(path), dir, commonDir], options.user ?? process.getuid?.());
  const config = (await readOptional(join(commonDir, "config"))) ?? "";
  const shallow = ((await readOptional(join(commonDir, "shallow"))) ?? "") !== "";
  return { dir, commonDir, objectFormat: objectFormatOf(config), shallow, trusted };
}

function refuseAllButPaths(path: string): void {
  // `transport::address`, `scheme://host`, `-option`, and `host:path` as ssh takes it.
  const scheme = /^[^/]*:/.test(path);
  if (path !== "" && !path.startsWith("-") && !path.includes("\0") && !scheme) return;
  throw new CountersignError(
    "usage.repository",
    `${JSON.stringify(path)} is not the path of a repository on this machine`,
  );
}

async function findGitDir(path: string): Promise<string> {
  const inside = join(path, ".git");
  const entry = await lookAt(inside);
  if (entry === undefined) {
    if ((await lookAt(path))?.isDirectory() === true) return realpath(path);
    throw notARepository(path);
  }
  if (entry.isDirectory()) return realpath(inside);
  const link = /^gitdir: ([^\n\0]+)\n*$/.exec((await readOptional(inside)) ?? "")?.[1];
  if (link === undefined) throw notARepository(path);
  const target = resolve(dirname(inside), link);
  if ((await lookAt(target))?.isDirectory() !== true) throw notARepository(path);
  return realpath(target);
}

async function findCommonDir(dir: string): Promise<string> {
  const link = (await readOptional(join(dir, "commondir")))?.trim();
  if (link === undefined || link === "") return dir;
  const target = resolve(dir, link);
  if ((await lookAt(target))?.isDirectory() !== true) throw notARepository(dir);
  return realpath(target);
}

async function refuseNonRepository(dir: string, commonDir: string): Promise<void> {
  const paths = [join(dir, "HEAD"), join(commonDir, "objects"), join(commonDir, "refs")];
  const [head, objects, refs] = await Promise.all(paths.map(lookAt));
  if (head === undefined || objects?.isDirectory() !== true || refs?.isDirectory() !== true) throw notARepository(dir);
  const files = ["config", "packed-refs", "shallow", "objects/info/alternates"].map((name) => join(commonDir, name));
  for (const path of [join(dir, "HEAD"), ...files])
    if ((await lookAt(path))?.isFile() === false) throw new CountersignError("git.unreadable", `${path} is not a file`);
}

async function refuseForeignOwner(paths: readonly string[], user: number | undefined): Promise<void> {
  // A platform without user ids has no owners to compare.
  if (user === undefined) return;
  for (const path of paths) {
    const owner = (await lookAt(path))?.uid;
    if (owner === user) continue;
    const remedy = "take ownership of it, work on a clone of your own, or state that this one path is trusted";
    throw new CountersignError("git.ownership", `${path} belongs to user ${owner}, not to ${user}: ${remedy}`);
  }
}

async function lookAt(path: string) {
  return stat(path).catch(absentOrUnreadable(path));
}

async function readOptional(path: string): Promise<string | undefined> {
  const entry = await lookAt(path);
  if (entry === undefined) return undefined;
  if (!entry.isFile() || entry.size > FILE_LIMIT)
    throw new CountersignError("git.unreadable", `${path} is not a file of reasonable size`);
  return readFile(path, "utf8").catch(absentOrUnreadable(path));
}

/** Bytes of a config or shallow file. */
const FILE_LIMIT = 1 << 24;

function absentOrUnreadable(path: string): (cause: unknown) => undefined {
  return (cause) => {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CountersignError("git.unreadable", `${path} cannot be read (${String(code)})`, { cause });
  };
}

function notARepository(path: string): CountersignError {
  return new CountersignError("git.not-a-repository", `${path} is not a Git repository`);
}
