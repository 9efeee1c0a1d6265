import type { Entry, Mode, Oid, Repository } from "@countersign/core";
import { contentOf } from "../content/content.ts";
import type { Content } from "../content/content.ts";
import { compareLines, differingLines } from "../content/lines.ts";
import type { FileChange } from "../contract.ts";
import { displacedLines } from "./moves/align.ts";

/** What hazards read contents through. */
export type ContentSource = Pick<Repository, "digest" | "blob">;

/** Entries and bytes that are read at the same time; a larger file is read alone. */
const GROUP = { entries: 64, bytes: 8 * 1024 * 1024 };

/**
 * The changed files in their order, a group of them read at a time. What is read is what reading one after the other
 * within a budget of `total` bytes would read, because the sizes are known before.
 */
export async function* readFileChanges(
  source: ContentSource,
  entries: readonly Entry[],
  { content: limit, total }: { readonly content: number; readonly total: number },
): AsyncGenerator<FileChange, void, undefined> {
  let left = total;
  for (let at = 0; at < entries.length;) {
    const sizes = await Promise.all(entries.slice(at, at + GROUP.entries).map((entry) => sizesOf(source, entry)));
    const budgets: number[] = [];
    for (let bytes = 0; budgets.length < sizes.length && (bytes < GROUP.bytes || budgets.length === 0);) {
      budgets.push(left);
      for (const size of sizes[budgets.length - 1] ?? [])
        if (size <= Math.min(limit, left)) [left, bytes] = [left - size, bytes + size];
    }
    const group = entries.slice(at, at + budgets.length);
    yield* await Promise.all(group.map((entry, index) => readFileChange(source, entry, limit, budgets[index] ?? 0)));
    at += group.length;
  }
}

async function sizesOf(source: ContentSource, { oldMode, newMode, oldOid, newOid }: Entry): Promise<readonly number[]> {
  const sides = [[oldMode, oldOid] as const, [newMode, newOid] as const];
  const present = sides.filter(([mode]) => mode !== "000000" && mode !== "160000");
  return Promise.all(present.map(async ([, oid]) => (await source.digest(oid)).size));
}

/**
 * Both sides of an entry as far as a budget of bytes reaches; `unread` sides were larger than the limit or beyond the
 * budget.
 */
async function readFileChange(source: ContentSource, entry: Entry, limit: number, budget: number): Promise<FileChange> {
  const { oldMode, newMode, oldOid, newOid, oldSha256, newSha256 } = entry;
  const base = await readSide(source, oldMode, oldOid, oldSha256, Math.min(limit, budget));
  const result = await readSide(source, newMode, newOid, newSha256, Math.min(limit, budget - spentOn(base)));
  return fileChangeOf(entry, base, result);
}

/**
 * An entry with its contents and how their lines differ. An unread base hides nothing of the result: then every line of
 * it is one that nobody compared.
 */
export function fileChangeOf(entry: Entry, base: Content | undefined, result: Content | undefined): FileChange {
  const compared = compareLines(base, result);
  const sides = { ...(base === undefined ? {} : { base }), ...(result === undefined ? {} : { result }) };
  return { entry, ...sides, ...differingLines(compared), displaced: displacedLines(compared) };
}

async function readSide(
  source: ContentSource,
  mode: Mode,
  oid: Oid,
  sha256: string,
  limit: number,
): Promise<Content | undefined> {
  if (mode === "000000") return undefined;
  if (mode === "160000") return { mode, size: 0, sha256, encoding: "gitlink" };
  const { size } = await source.digest(oid);
  if (size > limit) return { mode, size, sha256, encoding: "unread" };
  return contentOf({ mode, size, sha256 }, await source.blob(oid, limit));
}

function spentOn(content: Content | undefined): number {
  return content?.bytes?.length ?? 0;
}
