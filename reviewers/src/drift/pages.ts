import type { Oid, Path } from "@countersign/core";
import { contentOf } from "../content/content.ts";
import { extension } from "../content/names.ts";
import type { Fact } from "../facts/fact.ts";
import type { TreeSource } from "../hazards/surroundings.ts";
import { readTyped } from "../readers/typed/read-typed.ts";
import { treeFiles } from "./tree-files.ts";

/** What a page of text says in tables, lists and lines. */
export type Page = { readonly path: Path; readonly facts: readonly Fact[] };

/** Pages of a tree that are read, bytes of one, and bytes of all. */
const MOST = { pages: 60, page: 256 * 1024, total: 4 * 1024 * 1024 };

/**
 * The pages of Markdown in a tree, those in the folders of these paths and above first; none where the tree is beyond the bound of one
 * walk. Pages of what changed when (changelogs) say what was.
 */
export async function readPages(source: TreeSource, tree: Oid, near: readonly Path[]): Promise<readonly Page[]> {
  const folders = new Set(near.flatMap((path) => foldersOf(path)));
  const found = (await treeFiles(source, tree))
    .filter(({ path }) => PAGES.has(extension(path)) && !/change.?log|history/iu.test(path))
    .map((entry) => ({ ...entry, far: folders.has(folderOf(entry.path)) ? 0 : 1 }))
    .toSorted((a, b) => a.far - b.far || (a.path < b.path ? -1 : 1));
  const pages: Page[] = [];
  let left = MOST.total;
  for (const { path, newOid } of found.slice(0, MOST.pages)) {
    const { size, sha256 } = await source.digest(newOid);
    if (size > Math.min(MOST.page, left)) continue;
    left -= size;
    const { text } = contentOf({ mode: "100644", size, sha256 }, await source.blob(newOid, MOST.page));
    const reading = text === undefined ? undefined : readTyped(path, text);
    if (reading !== undefined) pages.push({ path, facts: reading.facts });
  }
  return pages;
}

const PAGES: ReadonlySet<string> = new Set(["md", "markdown", "mdx"]);

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}/`).concat("");
}
