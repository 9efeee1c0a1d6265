import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { commitLinks } from "./commit-graph.testing.ts";
import { objectId, objectOf, withHeader } from "./object-store.testing.ts";
import type { ObjectStore, StoredType } from "./object-store.testing.ts";
import { treeEntries } from "./world-objects.testing.ts";

/** The loose objects of a repository in a folder, shared with a store in memory. */
export type LooseObjects = {
  /** Writes a commit of the store and everything that it leads to. */
  readonly write: (commit: string) => void;
  /** Reads a tree that Git wrote into the store, with everything in it. */
  readonly read: (tree: string) => void;
};

/** For a bare repository that nobody packs. */
export function looseObjects(repository: string, store: ObjectStore): LooseObjects {
  const written = new Set<string>();
  const links = commitLinks(store);
  const write = (id: string, type: StoredType): void => {
    if (written.has(id)) return;
    written.add(id);
    const content = objectOf(store, id, type);
    writeLoose(repository, id, withHeader(type, content));
    for (const next of type === "commit" ? linked(links(id)) : type === "tree" ? inTree(content) : [])
      write(next.id, next.type);
  };
  const read = (id: string, type: StoredType): void => {
    if (written.has(id)) return;
    written.add(id);
    const content = store.get(id)?.content ?? readLoose(repository, id, type);
    store.put(type, content);
    for (const next of type === "tree" ? inTree(content) : []) read(next.id, next.type);
  };
  return { write: (commit) => write(commit, "commit"), read: (tree) => read(tree, "tree") };
}

type Next = { readonly id: string; readonly type: StoredType };

function linked({ tree, parents }: { readonly tree: string; readonly parents: readonly string[] }): readonly Next[] {
  return [{ id: tree, type: "tree" }, ...parents.map((id): Next => ({ id, type: "commit" }))];
}

/** A submodule's commit is elsewhere. */
function inTree(content: Uint8Array): readonly Next[] {
  return treeEntries(content)
    .filter(({ mode }) => mode !== "160000")
    .map(({ mode, id }) => ({ id, type: mode === "40000" ? "tree" : "blob" }));
}

function pathOf(repository: string, id: string): string {
  return join(repository, "objects", id.slice(0, 2), id.slice(2));
}

function writeLoose(repository: string, id: string, bytes: Uint8Array): void {
  mkdirSync(join(repository, "objects", id.slice(0, 2)), { recursive: true });
  writeFileSync(pathOf(repository, id), deflateSync(bytes, { level: 1 }));
}

/** Hashed again, like everything that is believed. */
function readLoose(repository: string, id: string, type: StoredType): Uint8Array {
  const bytes = inflateSync(readFileSync(pathOf(repository, id)));
  const content = bytes.subarray(bytes.indexOf(0) + 1);
  if (objectId(type, content) !== id) throw new Error(`git wrote something else as the ${type} ${id}`);
  return content;
}
