import type { Brought, Entry, Mode } from "../change/entry.ts";
import type { Scope } from "../change/scope.ts";
import { linkTarget } from "../change/link-target.ts";
import { inScope, leadsIntoScope, placeInScope } from "../change/scope.ts";
import { CountersignError } from "../error.ts";
import type { TreeDifference } from "../objects/diff-trees.ts";
import type { Oid } from "../objects/oid.ts";
import { pathFromBytes } from "../objects/path.ts";
import type { Path } from "../objects/path.ts";
import type { Repository } from "../objects/repository.ts";

const LINK = "120000";
/** Bytes of a link's text: more than any system follows. */
const LONGEST_LINK = 65_536;

/** In-scope entries between two trees, and how many differences the scope leaves out. */
export type ScopedEntries = { readonly entries: readonly Entry[]; readonly excluded: number };

/** Reads the differences of two trees and the SHA-256 of every in-scope content (see `Entry`). */
export async function scopedEntries(repository: Repository, scope: Scope, from: Oid, to: Oid): Promise<ScopedEntries> {
  if (from === to) return { entries: [], excluded: 0 };
  const differences = await repository.diff(from, to);
  const read = await Promise.all(differences.map((difference) => readScoped(repository, scope, difference)));
  const entries = read.filter((entry) => entry !== undefined);
  return { entries, excluded: differences.length - entries.length };
}

/** The differences at these paths that are not in scope: what other steps of a line bring into it there. */
export async function unscopedEntries(
  repository: Repository,
  scope: Scope,
  [from, to]: readonly [Oid, Oid],
  paths: ReadonlySet<Path>,
): Promise<readonly Entry[]> {
  const differences = (await repository.diff(from, to)).filter(({ path }) => paths.has(path));
  const read = await Promise.all(
    differences.map(async (one): Promise<readonly Entry[]> => {
      if ((await readScoped(repository, scope, one)) !== undefined) return [];
      return [{ ...(await readEntry(repository, one)), broughtBy: { old: false, new: false } }];
    }),
  );
  return read.flat();
}

/** A link is in scope where it lies or where it leads; whatever else it was before or became is in scope with it. */
async function readScoped(
  repository: Repository,
  scope: Scope,
  difference: TreeDifference,
): Promise<Entry | undefined> {
  const { path, oldMode, oldOid, newMode, newOid } = difference;
  const [led, leads] = await Promise.all([
    targetOf(repository, path, oldMode, oldOid),
    targetOf(repository, path, newMode, newOid),
  ]);
  const isBrought = (fileMode: string, targets: readonly Path[]) =>
    placeInScope(scope, { path, newMode: fileMode }) || targets.some((target) => leadsIntoScope(scope, target));
  const brought: Brought = { old: isBrought(oldMode, led), new: isBrought(newMode, leads) };
  if (!brought.old && !brought.new) return undefined;
  const leadsTo = [...new Set([...led, ...leads])];
  return {
    ...(await readEntry(repository, difference)),
    ...(leadsTo.length === 0 ? {} : { leadsTo }),
    ...(inScope(scope, path) ? {} : { broughtBy: brought }),
  };
}

/** The path of the tree that a link leads to; none where it leads out of it, or is too long for any system to follow. */
async function targetOf(repository: Repository, path: Path, fileMode: string, oid: Oid): Promise<readonly Path[]> {
  if (fileMode !== LINK) return [];
  if ((await repository.digest(oid)).size > LONGEST_LINK) return [];
  const target = linkTarget(path, pathFromBytes(await repository.blob(oid, LONGEST_LINK)));
  return "path" in target ? [target.path] : [];
}

async function readEntry(repository: Repository, difference: TreeDifference): Promise<Entry> {
  const { path, oldMode, newMode, oldOid, newOid } = difference;
  const [oldSha256, newSha256] = await Promise.all([
    contentDigest(repository, oldMode, oldOid),
    contentDigest(repository, newMode, newOid),
  ]);
  return { path, oldMode: mode(oldMode), newMode: mode(newMode), oldOid, newOid, oldSha256, newSha256 };
}

async function contentDigest(repository: Repository, fileMode: string, oid: Oid): Promise<string> {
  if (fileMode === "000000" || fileMode === "160000") return "-";
  return (await repository.digest(oid)).sha256;
}

function mode(text: string): Mode {
  switch (text) {
    case "000000":
    case "100644":
    case "100755":
    case "120000":
    case "160000":
      return text;
    default:
      throw new CountersignError("git.mode", `${text} is no mode of an entry`);
  }
}
