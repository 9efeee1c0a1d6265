import { CountersignError, emptyTree, inScope, pathFromBytes } from "@countersign/core";
import type { Finding, Mode, Oid, Path, Repository, Scope, TreeDifference } from "@countersign/core";
import { contentOf } from "../content/content.ts";
import { extension } from "../content/names.ts";
import type { AnalysedChange, Excluded, Surroundings } from "../contract.ts";
import { originalsOf } from "./copies/originals.ts";
import type { Originals } from "./copies/originals.ts";
import { hazardFinding } from "./finding.ts";
import type { HazardLimits } from "./limits.ts";

/** What hazards read trees and contents through. */
export type TreeSource = Pick<Repository, "digest" | "blob" | "diff" | "objectFormat">;

/** Bytes of a link's text that are read. */
const LONGEST_LINK = 4096;

/**
 * Reads what lies around a change: what the scope leaves out, the names of the result, and what new files may be copies of.
 * The whole tree is listed only where something was added; one beyond the reader's bound is a finding `limit.tree`.
 */
export async function readSurroundings(
  source: TreeSource,
  change: AnalysedChange,
  scope: Scope,
  limits: HazardLimits,
): Promise<{ readonly around: Surroundings; readonly findings: readonly Finding[] }> {
  const differences = await source.diff(change.base.gitTree, change.result.gitTree);
  const excluded = await excludedOf(source, change, differences, limits);
  const bare = { change, scope, excluded, paths: [], originals: originalsOf(new Map(), []) };
  if (!change.entries.some(({ oldMode }) => oldMode === "000000")) return { around: bare, findings: [] };
  const base = await listTree(source, change.base.gitTree);
  if (base === undefined) return { around: bare, findings: [treeLimit()] };
  const gone = new Set(differences.filter(({ newMode }) => newMode === "000000").map(({ path }) => path));
  const added = differences.filter(({ oldMode }) => oldMode === "000000").map(({ path }) => path);
  const paths = [...base.map(({ path }) => path).filter((path) => !gone.has(path)), ...added];
  const originals = await readOriginals(
    source,
    change,
    base.filter(({ path }) => inScope(scope, path)),
    limits,
  );
  return { around: { ...bare, paths, originals }, findings: [] };
}

function treeLimit(): Finding {
  return hazardFinding("paths", "limit.tree", {
    title: "The tree is too large to compare new names and files with all others",
    evidence: { failed: "limit" },
  });
}

/** Every entry of a tree; undefined beyond the bound of one walk. */
async function listTree(source: TreeSource, tree: Oid): Promise<readonly TreeDifference[] | undefined> {
  try {
    return await source.diff(emptyTree(source.objectFormat), tree);
  } catch (error) {
    if (error instanceof CountersignError && error.code.startsWith("limit.")) return undefined;
    throw error;
  }
}

async function excludedOf(
  source: TreeSource,
  change: AnalysedChange,
  differences: readonly TreeDifference[],
  { entries }: HazardLimits,
): Promise<readonly Excluded[]> {
  const shown = new Set(change.entries.map(({ path }) => path));
  const outside = differences.filter(({ path }) => !shown.has(path));
  const links = outside.filter(({ newMode }) => newMode === "120000").slice(0, entries);
  const targets = new Map<Path, Path>();
  for (const { path, newOid } of links) {
    const target = await linkText(source, newOid);
    if (target !== undefined) targets.set(path, target);
  }
  return outside.map(({ path, oldMode, newMode }) => {
    const target = targets.get(path);
    return { path, oldMode, newMode, ...(target === undefined ? {} : { target }) };
  });
}

async function linkText(source: TreeSource, oid: Oid): Promise<Path | undefined> {
  const { size } = await source.digest(oid);
  return size > LONGEST_LINK ? undefined : pathFromBytes(await source.blob(oid, LONGEST_LINK));
}

/** Files of the base that new files are compared with: of the same kinds first, as many as the bounds allow. */
async function readOriginals(
  source: TreeSource,
  { entries }: AnalysedChange,
  base: readonly TreeDifference[],
  limits: HazardLimits,
): Promise<Originals> {
  const files = base.filter(({ newMode }) => isFile(newMode));
  const byOid = new Map(files.toReversed().map(({ newOid, path }) => [newOid, path]));
  const kinds = new Set(entries.filter(({ oldMode }) => oldMode === "000000").map(({ path }) => extension(path)));
  const texts: { path: Path; text: string }[] = [];
  let left = limits.originalsTotal;
  for (const { path, newOid } of files.filter((file) => kinds.has(extension(file.path))).slice(0, limits.originals)) {
    const { size, sha256 } = await source.digest(newOid);
    if (size > Math.min(limits.original, left)) continue;
    left -= size;
    const { text } = contentOf({ mode: "100644", size, sha256 }, await source.blob(newOid, limits.original));
    if (text !== undefined) texts.push({ path, text });
  }
  return originalsOf(byOid, texts);
}

function isFile(mode: Mode | TreeDifference["newMode"]): boolean {
  return mode.startsWith("100");
}
