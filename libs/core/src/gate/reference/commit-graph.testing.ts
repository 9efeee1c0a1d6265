import { objectOf } from "./object-store.testing.ts";
import type { ObjectStore } from "./object-store.testing.ts";

/** What a graph needs of a commit. */
export type Links = { readonly tree: string; readonly parents: readonly string[] };

/** Reads the commits of a store, each once. */
export function commitLinks(store: ObjectStore): (id: string) => Links {
  const known = new Map<string, Links>();
  return (id) => {
    const found = known.get(id) ?? linksIn(objectOf(store, id, "commit"));
    known.set(id, found);
    return found;
  };
}

/** A commit and everything behind it. */
export function ancestors(links: (id: string) => Links, tip: string): ReadonlySet<string> {
  const seen = new Set([tip]);
  for (const id of seen) for (const parent of links(id).parents) seen.add(parent);
  return seen;
}

/** All best common ancestors of two commits, sorted: those that lie behind no other. */
export function bestCommonAncestors(links: (id: string) => Links, a: string, b: string): readonly string[] {
  const common = ancestors(links, a).intersection(ancestors(links, b));
  const behind = new Set<string>();
  for (const id of common) {
    if (behind.has(id)) continue;
    for (const older of ancestors(links, id)) if (older !== id) behind.add(older);
  }
  return [...common.difference(behind)].toSorted();
}

function linksIn(content: Uint8Array): Links {
  const text = new TextDecoder("latin1").decode(content);
  const headers = text.slice(0, text.indexOf("\nauthor ") + 1);
  const idsAfter = (word: string) =>
    [...headers.matchAll(/^(\w+) ([0-9a-f]{40})$/gm)].flatMap(([, name, id = ""]) => (name === word ? [id] : []));
  return { tree: idsAfter("tree")[0] ?? "", parents: idsAfter("parent") };
}
