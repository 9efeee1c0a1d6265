import { CountersignError } from "@countersign/core/error";
import type { FollowedRepository } from "@countersign/core";
import type { Oid } from "@countersign/core/objects";
import { fetchAvailable } from "./fetch-available.ts";
import { fetchCommits } from "./fetch.ts";
import { openMirror } from "./mirror.ts";
import type { Mirror } from "./mirror.ts";
import { isRemote, openRemote } from "./remote.ts";
import { openRepository } from "./repository.ts";
import { openSource } from "./source.ts";
import type { Source } from "./source.ts";
import { listRefs } from "./transport.ts";

/** Where a repository is, by path or URL, where our mirror of it stays, and where git is found. */
export type FollowedPlace = { readonly place: string; readonly mirror: string; readonly searchPath: string };

/**
 * A repository to be followed through a mirror of our own, fetched and checked like any (formats.md, "Hermetic Git"). Commits
 * that the source did not have are asked for again when its refs have changed.
 */
export function followedRepository({ place, mirror: dir, searchPath }: FollowedPlace): FollowedRepository {
  let fetched: { readonly mirror: Mirror; readonly source: Source; readonly refs: string } | undefined;
  const here = new Set<Oid>();
  const gone = new Set<Oid>();
  const last = () => {
    if (fetched === undefined) throw new CountersignError("git.mirror", `${place} was not fetched yet`);
    return fetched;
  };
  return {
    async fetch(refs, oldDefects) {
      const source = await sourceAt(place, searchPath);
      const mirror = await openMirror({ dir, objectFormat: source.objectFormat, searchPath });
      const listed = await listRefs(mirror, source);
      const tips = new Map(refs.flatMap((ref) => tipOf(listed.get(ref)?.peeled, ref)));
      await fetchCommits(mirror, source, { wants: [...tips.values()], skipList: oldDefects });
      const now = JSON.stringify([...listed].map(([name, { oid }]) => [name, oid]));
      if (now !== fetched?.refs) gone.clear();
      fetched = { mirror, source, refs: now };
      return tips;
    },
    async welcome(commits, oldDefects) {
      const { mirror, source } = last();
      const wanted = commits.filter((oid) => !here.has(oid) && !gone.has(oid));
      for (const oid of await fetchAvailable(mirror, source, wanted, oldDefects)) gone.add(oid);
      for (const oid of wanted) if (!gone.has(oid)) here.add(oid);
    },
    open: async () => openRepository(last().mirror),
  };
}

async function sourceAt(place: string, searchPath: string): Promise<Source> {
  return isRemote(place) ? openRemote(place, searchPath) : openSource(place);
}

function tipOf(tip: Oid | undefined, ref: string): readonly (readonly [string, Oid])[] {
  return tip === undefined ? [] : [[ref, tip]];
}
