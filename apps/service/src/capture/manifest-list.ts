import { foldersOf, openKept, refsBelow } from "@countersign/adapters/git";
import type { Oid } from "@countersign/core";
import { PROPOSED, mainOf } from "./manifest.ts";
import type { ManifestPlace } from "./manifest.ts";

/** One manifest: the tree of its folder on main, and the commit that proposes another; null where there is none. */
export type ManifestStanding = {
  readonly name: string;
  readonly inForce: Oid | null;
  readonly proposed: Oid | null;
};

/** What a manifest repository has in force, and what is proposed in it, by name. */
export async function listManifests(place: ManifestPlace): Promise<readonly ManifestStanding[]> {
  const git = await openKept(place);
  const folders = await foldersOf(git, await mainOf(git));
  const proposed = await refsBelow(git, PROPOSED);
  const names = new Set([...folders.keys(), ...[...proposed.keys()].map((ref) => ref.slice(PROPOSED.length))]);
  return [...names].toSorted().map((name) => ({
    name,
    inForce: folders.get(name) ?? null,
    proposed: proposed.get(`${PROPOSED}${name}`) ?? null,
  }));
}
