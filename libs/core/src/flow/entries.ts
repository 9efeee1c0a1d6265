import type { Entry, Mode } from "../change/entry.ts";
import type { Scope } from "../change/scope.ts";
import { inScope } from "../change/scope.ts";
import { CountersignError } from "../error.ts";
import type { TreeDifference } from "../objects/diff-trees.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";

/** In-scope entries between two trees, and how many differences the scope leaves out. */
export type ScopedEntries = { readonly entries: readonly Entry[]; readonly excluded: number };

/** Reads the differences of two trees and the SHA-256 of every in-scope content (see `Entry`). */
export async function scopedEntries(repository: Repository, scope: Scope, from: Oid, to: Oid): Promise<ScopedEntries> {
  if (from === to) return { entries: [], excluded: 0 };
  const differences = await repository.diff(from, to);
  const scoped = differences.filter(({ path }) => inScope(scope, path));
  const entries = await Promise.all(scoped.map((difference) => readEntry(repository, difference)));
  return { entries, excluded: differences.length - scoped.length };
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
