import { FIRST_COMMIT, messageOf, signature } from "./materialise.testing.ts";
import type { CommitIds } from "./materialise.testing.ts";
import { objectOf } from "./object-store.testing.ts";
import type { ObjectStore } from "./object-store.testing.ts";
import { contentOf, standingOf } from "./world-content.testing.ts";
import type { Files, World } from "./world.testing.ts";

/** Builds the objects of a world in memory, those that `materialise` has Git build; the ids of its commits by name. */
export function writeWorld(store: ObjectStore, { commits }: World): CommitIds {
  const ids = new Map<string, string>();
  for (const [at, commit] of commits.entries()) {
    const parents = commit.parents.map((name) => `parent ${ids.get(name)}\n`).join("");
    const people = ["author", "committer"].map((who) => `${who} ${signature(commit, who, FIRST_COMMIT + at * 60)}\n`);
    const text = `tree ${writeFiles(store, commit.files)}\n${parents}${people.join("")}\n${messageOf(commit)}`;
    ids.set(commit.name, store.put("commit", Buffer.from(text)));
  }
  return ids;
}

/** Writes a tree with everything in it; its id. */
export function writeFiles(store: ObjectStore, files: Files): string {
  const root: Folder = new Map();
  for (const [path, content] of Object.entries(files)) place(root, path.split("/"), content);
  return writeFolder(store, root);
}

/** What is in a tree that a world or a merge of its commits can have: plain files, links and submodule pointers. */
export function readFiles(store: ObjectStore, tree: string): Files {
  return Object.fromEntries(entriesBelow(store, tree, ""));
}

/** The entries of one tree object. */
export function treeEntries(
  content: Uint8Array,
): readonly { readonly mode: string; readonly name: string; readonly id: string }[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const entries = [];
  for (let at = 0; at < bytes.length;) {
    const [space, end] = [bytes.indexOf(32, at), bytes.indexOf(0, at)];
    const [mode, name] = [bytes.toString("latin1", at, space), bytes.toString("utf8", space + 1, end)];
    at = end + 21;
    entries.push({ mode, name, id: bytes.toString("hex", end + 1, at) });
  }
  return entries;
}

type Folder = Map<string, Folder | string>;

function place(folder: Folder, [name = "", ...rest]: readonly string[], content: string): void {
  if (rest.length === 0) return void folder.set(name, content);
  const known = folder.get(name);
  const inner: Folder = known instanceof Map ? known : new Map();
  folder.set(name, inner);
  place(inner, rest, content);
}

/** Git sorts by bytes, a folder as if its name ended with a slash; names of worlds are ASCII. */
function writeFolder(store: ObjectStore, folder: Folder): string {
  const sorted = [...folder]
    .map(([name, inside]) => ({ name, inside, key: inside instanceof Map ? `${name}/` : name }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const entries = sorted.map(({ name, inside }) => {
    const { mode, id } = entryOf(store, inside);
    return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
  });
  return store.put("tree", Buffer.concat(entries));
}

function entryOf(store: ObjectStore, inside: Folder | string): { readonly mode: string; readonly id: string } {
  if (inside instanceof Map) return { mode: "40000", id: writeFolder(store, inside) };
  const one = standingOf(inside);
  return { mode: one.mode, id: "id" in one ? one.id : store.put("blob", Buffer.from(one.text)) };
}

function entriesBelow(store: ObjectStore, tree: string, folder: string): readonly (readonly [string, string])[] {
  return treeEntries(objectOf(store, tree, "tree")).flatMap(({ mode, name, id }) => {
    if (mode === "40000") return entriesBelow(store, id, `${folder}${name}/`);
    const content = contentOf(mode, id, () => new TextDecoder().decode(objectOf(store, id, "blob")));
    return [[`${folder}${name}`, content] as const];
  });
}
