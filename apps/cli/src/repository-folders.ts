import { readFile, readdir, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { openSource } from "@countersign/adapters/git";
import type { Source } from "@countersign/adapters/git";
import { existing } from "./git-work-tree.ts";

/**
 * The first of these paths that lies in a repository: in the folder that was named, its git directory, or any of its work
 * trees, the linked ones too, whichever of them was named. Found by reading files; no git runs. The codes of `openSource`
 * for the repository.
 */
export async function firstInRepository(repo: string, paths: readonly string[]): Promise<string | undefined> {
  const source = await openSource(repo);
  const folders = await foldersOf(repo, source);
  const others = new Set<string>();
  for (const path of new Set(paths))
    for (const real of await placesOnTheWay(resolve(path)))
      if (
        folders.some((folder) => real === folder || real.startsWith(folder + sep)) ||
        (await isBelow(real, source, others))
      )
        return path;
  return undefined;
}

/** Where a path leads, and all that it comes through: a link in the repository is the author's, wherever it points. */
async function placesOnTheWay(path: string, links = 0): Promise<readonly string[]> {
  const places = new Set<string>();
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) places.add(await existing(folder));
  const target = links < MOST_LINKS ? await readlink(path).catch(() => undefined) : undefined;
  const further = target === undefined ? [] : await placesOnTheWay(resolve(dirname(path), target), links + 1);
  return [...places, ...further];
}

/** As many as the kernel follows. */
const MOST_LINKS = 40;

async function foldersOf(repo: string, { dir, commonDir }: Source): Promise<readonly string[]> {
  const main = basename(commonDir) === ".git" ? [dirname(commonDir)] : [];
  const found = [resolve(repo), dir, commonDir, ...main, ...(await linkedWorkTrees(commonDir))];
  const real = await Promise.all(found.map((path) => realpath(path).catch(() => undefined)));
  return real.filter((path) => path !== undefined);
}

/** `worktrees/NAME/gitdir` names the file `.git` in each linked work tree. */
async function linkedWorkTrees(commonDir: string): Promise<readonly string[]> {
  const folder = join(commonDir, "worktrees");
  const names = await readdir(folder).catch(() => []);
  const links = await Promise.all(names.map((name) => readFile(join(folder, name, "gitdir"), "utf8").catch(() => "")));
  return links.flatMap((link, at) => (link === "" ? [] : [dirname(resolve(folder, names[at] ?? "", link.trimEnd()))]));
}

/**
 * A work tree that the repository does not list still says itself whose it is, by its own file `.git`. `others` are
 * folders that were looked at before, as all above them were.
 */
async function isBelow(path: string, { commonDir }: Source, others: Set<string>): Promise<boolean> {
  for (let folder = path; !others.has(folder); folder = dirname(folder)) {
    const around = await openSource(folder, { trusted: true }).catch(() => undefined);
    if (around?.commonDir === commonDir) return true;
    others.add(folder);
  }
  return false;
}
