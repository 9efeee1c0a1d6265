import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CountersignError } from "@countersign/core/error";
import type { ObjectFormat } from "@countersign/core/objects";
import { objectFormatOf } from "./config-text.ts";
import { homeFolder } from "./environment.ts";
import type { Git } from "./environment.ts";
import { refuseAlteredHistory } from "./altered-history.ts";
import { gitVersion } from "./version.ts";

/** Our own bare repository, the only one in which git is run. Its answers do not depend on anything but its objects. */
export type Mirror = Git;

/** Where a mirror is and how git is found. */
export type MirrorOptions = {
  readonly dir: string;
  /** The format of the source. Absent: that of the existing mirror, SHA-1 for a new one. */
  readonly objectFormat?: ObjectFormat | undefined;
  /** The `PATH` in which git is looked for. */
  readonly searchPath: string;
};

/**
 * Creates a mirror or opens an existing one (formats.md, "Hermetic Git"). What could change an answer is put right
 * (config, HEAD, attributes, hooks, commit-graphs, the empty home) or, when it stands for another history, refused:
 * `git.replace-refs`, `git.grafts`, `git.alternates`, `git.shallow`. A mirror of another format is `git.object-format`.
 */
export async function openMirror(options: MirrorOptions): Promise<Mirror> {
  const dir = resolve(options.dir);
  const objectFormat = await chooseFormat(dir, options.objectFormat);
  const folders = ["objects/info", "objects/pack", "refs"].map((folder) =>
    mkdir(join(dir, folder), { recursive: true }),
  );
  const [version] = await Promise.all([gitVersion(options.searchPath), ...folders]);
  const git: Git = { dir, objectFormat, searchPath: options.searchPath, version };
  await refuseAlteredHistory(git);
  await Promise.all(UNWANTED.map((path) => rm(join(dir, path), { recursive: true, force: true })));
  await mkdir(homeFolder(git), { recursive: true, mode: 0o700 });
  await writeWhenDifferent(join(dir, "config"), canonicalConfig(objectFormat));
  await writeWhenDifferent(join(dir, "HEAD"), "ref: refs/heads/unborn\n");
  return git;
}

/** Git would read these, and none of them belongs to a mirror. */
const UNWANTED: readonly string[] = [
  "commondir",
  "config.worktree",
  "home",
  "hooks",
  "info",
  "objects/info/commit-graph",
  "objects/info/commit-graphs",
  "refs/heads",
];

async function chooseFormat(dir: string, wanted: ObjectFormat | undefined): Promise<ObjectFormat> {
  const config = await readOptional(join(dir, "config"));
  if (config === undefined) {
    await refuseForeignFolder(dir);
    return wanted ?? "sha1";
  }
  const found = objectFormatOf(config);
  if (wanted === undefined || wanted === found) return found;
  throw new CountersignError(
    "git.object-format",
    `the mirror ${dir} holds ${found} objects, the source ${wanted} objects`,
  );
}

/** A folder that holds something else is never turned into a mirror. */
async function refuseForeignFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const entries = (await readdir(dir)).filter((name) => !CREATED_FIRST.has(name));
  if (entries.length === 0) return;
  throw new CountersignError("git.mirror", `${dir} is neither empty nor a mirror`);
}

/** What an interrupted creation may leave. */
const CREATED_FIRST: ReadonlySet<string> = new Set(["objects", "refs", "home", "config.new"]);

function canonicalConfig(objectFormat: ObjectFormat): string {
  const core = (version: number) =>
    `[core]\n\trepositoryformatversion = ${version}\n\tfilemode = true\n\tbare = true\n`;
  return objectFormat === "sha1" ? core(0) : `${core(1)}[extensions]\n\tobjectformat = ${objectFormat}\n`;
}

async function writeWhenDifferent(file: string, content: string): Promise<void> {
  if ((await readOptional(file)) === content) return;
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw cause;
  }
}
