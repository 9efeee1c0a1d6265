import type { Entry, Mode, Oid, Repository } from "@countersign/core";
import { contentOf } from "../content/content.ts";
import type { Content } from "../content/content.ts";
import { differingLines } from "../content/lines.ts";
import type { FileChange } from "../contract.ts";

/** What hazards read contents through. */
export type ContentSource = Pick<Repository, "digest" | "blob">;

/**
 * Both sides of an entry as far as a budget of bytes reaches; `unread` sides were larger than the limit or beyond the
 * budget. `spent` is what was read.
 */
export async function readFileChange(
  source: ContentSource,
  entry: Entry,
  limit: number,
  budget: number,
): Promise<{ readonly file: FileChange; readonly spent: number }> {
  const { oldMode, newMode, oldOid, newOid, oldSha256, newSha256 } = entry;
  const base = await readSide(source, oldMode, oldOid, oldSha256, Math.min(limit, budget));
  const result = await readSide(source, newMode, newOid, newSha256, Math.min(limit, budget - spentOn(base)));
  const lines = linesOf(base, result);
  const sides = { ...(base === undefined ? {} : { base }), ...(result === undefined ? {} : { result }) };
  return { file: { entry, ...sides, ...lines }, spent: spentOn(base) + spentOn(result) };
}

/** An unread base hides nothing of the result: then every line of it is one that nobody compared. */
function linesOf(base: Content | undefined, result: Content | undefined): Pick<FileChange, "added" | "removed"> {
  return differingLines(base?.text ?? "", result?.text ?? "");
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
