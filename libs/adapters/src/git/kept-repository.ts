import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CountersignError } from "@countersign/core/error";
import { parseOid } from "@countersign/core/objects";
import type { Oid } from "@countersign/core/objects";
import { homeFolder } from "./environment.ts";
import type { Git } from "./environment.ts";
import { runGit } from "./run.ts";
import { gitVersion } from "./version.ts";

/** A bare repository that this program keeps and writes: what it has, it has from us. Git runs in it as in a mirror. */
export type KeptRepository = Git;

/** A file of a snapshot; its path is relative, with `/` between components. */
export type SnapshotFile = { readonly path: string; readonly content: Uint8Array };

/** What one commit changes: a folder is replaced by these files, or by a tree that the repository has. */
export type SnapshotCommit = {
  /** Its only parent; absent for the first commit. */
  readonly parent?: Oid;
  readonly folder: string;
  readonly content: readonly SnapshotFile[] | { readonly tree: Oid };
  readonly author: { readonly name: string; readonly email: string };
  readonly message: string;
};

/** Creates a repository or opens it. Whoever writes into it at the same time gets in nobody's way but by refs of one name. */
export async function openKept(options: {
  readonly dir: string;
  readonly searchPath: string;
}): Promise<KeptRepository> {
  const dir = resolve(options.dir);
  for (const folder of ["objects", "refs"]) await mkdir(join(dir, folder), { recursive: true });
  const git = {
    dir,
    objectFormat: "sha1",
    searchPath: options.searchPath,
    version: await gitVersion(options.searchPath),
  } as const;
  await mkdir(homeFolder(git), { recursive: true, mode: 0o700 });
  await writeFile(join(dir, "config"), "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n");
  await writeFile(join(dir, "HEAD"), "ref: refs/heads/main\n");
  return git;
}

/**
 * Writes a commit and answers its id. Equal calls give equal ids: it is dated a second after its parent, since no date counts
 * for anything. No ref is moved.
 */
export async function writeSnapshot(git: KeptRepository, commit: SnapshotCommit): Promise<Oid> {
  const seconds = commit.parent === undefined ? 0 : 1 + Number(await show(git, commit.parent, "%ct"));
  const { name, email } = commit.author;
  const { stdout } = await runGit(git, ["fast-import", "--quiet", "--force"], {
    input: Buffer.concat([
      Buffer.from(`feature done\ncommit ${scratch(commit.folder)}\nmark :1\n`),
      Buffer.from(`committer ${name} <${email}> ${seconds} +0000\n`),
      data(new TextEncoder().encode(commit.message)),
      Buffer.from(commit.parent === undefined ? "" : `from ${commit.parent}\n`),
      ...contentOf(commit),
      Buffer.from(`\nget-mark :1\nreset ${scratch(commit.folder)}\nfrom ${"0".repeat(40)}\n\ndone\n`),
    ]),
  });
  return parseOid(stdout.toString("latin1").trim(), git.objectFormat);
}

/** Git's importer writes to a branch; it is taken away in the same run. */
const scratch = (folder: string) => `refs/scratch/${folder === "" ? "root" : folder}`;

function contentOf({ folder, content, parent }: SnapshotCommit): readonly Uint8Array[] {
  if (folder === "") return [];
  const removed = parent === undefined ? [] : [Buffer.from(`D ${folder}\n`)];
  if ("tree" in content) return [...removed, Buffer.from(`M 040000 ${content.tree} ${folder}\n`)];
  return [
    ...removed,
    ...content.flatMap((file) => [Buffer.from(`M 100644 inline ${folder}/${file.path}\n`), data(file.content)]),
  ];
}

function data(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")]);
}

/** What a commit says, in git's own format; an id that is no commit is `git.show`. */
async function show(git: KeptRepository, commit: Oid, format: string): Promise<string> {
  const { stdout } = await runGit(git, ["show", "-s", `--format=${format}`, "--end-of-options", commit]);
  return stdout.toString("utf8").trim();
}

/** Who wrote a commit, with what words, onto which parents, and the tree of a folder in it, absent where it has none. */
export async function snapshotOf(git: KeptRepository, commit: Oid, folder: string) {
  const [parents = "", name = "", email = "", ...message] = (await show(git, commit, "%P%n%an%n%ae%n%B")).split("\n");
  const { stdout } = await runGit(git, ["ls-tree", "-z", "-d", "--end-of-options", commit, folder]);
  const tree = /^040000 tree ([0-9a-f]+)\t/.exec(stdout.toString("latin1"))?.[1];
  return {
    parents: parents.split(" "),
    author: { name, email },
    message: message.join("\n"),
    ...(tree === undefined ? {} : { tree: parseOid(tree, git.objectFormat) }),
  };
}

/** Where a ref is; undefined where there is none. */
export async function refOf(git: KeptRepository, ref: string): Promise<Oid | undefined> {
  const { stdout } = await runGit(git, ["for-each-ref", "--format=%(refname) %(objectname)", ref]);
  const line = stdout
    .toString("utf8")
    .split("\n")
    .find((one) => one.startsWith(`${ref} `));
  return line === undefined ? undefined : parseOid(line.slice(ref.length + 1), git.objectFormat);
}

/** Refs whose names begin with a prefix such as `refs/heads/proposed/`, by name. */
export async function refsBelow(git: KeptRepository, prefix: string): Promise<ReadonlyMap<string, Oid>> {
  const { stdout } = await runGit(git, ["for-each-ref", "--format=%(refname) %(objectname)", prefix]);
  const lines = stdout
    .toString("utf8")
    .split("\n")
    .filter((line) => line.startsWith(prefix));
  return new Map(
    lines.map((line) => {
      const [ref = "", id = ""] = line.split(" ");
      return [ref, parseOid(id, git.objectFormat)];
    }),
  );
}

/** The folders at the root of a commit with their trees, by name. */
export async function foldersOf(git: KeptRepository, commit: Oid): Promise<ReadonlyMap<string, Oid>> {
  const { stdout } = await runGit(git, ["ls-tree", "-z", "-d", "--end-of-options", commit]);
  return new Map(
    stdout
      .toString("utf8")
      .split("\0")
      .flatMap((line) => {
        const [, tree, name] = /^040000 tree ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
        return tree === undefined || name === undefined ? [] : [[name, parseOid(tree, git.objectFormat)] as const];
      }),
  );
}

/** Moves a ref from where it is said to be, or makes it (`from` absent), or takes it away (`to` absent). False where it is elsewhere. */
export async function moveRef(
  git: KeptRepository,
  ref: string,
  from: Oid | undefined,
  to: Oid | undefined,
): Promise<boolean> {
  const nothing = "0".repeat(40);
  const order = to === undefined ? `delete ${ref}\0${from ?? nothing}\0` : `update ${ref}\0${to}\0${from ?? nothing}\0`;
  try {
    await runGit(git, ["update-ref", "-z", "--stdin"], { input: order });
    return true;
  } catch (error) {
    if (error instanceof CountersignError && error.code === "git.update-ref") return false;
    throw error;
  }
}
