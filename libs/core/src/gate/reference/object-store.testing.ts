import { hash } from "node:crypto";

export type StoredType = "blob" | "tree" | "commit";

/** SHA-1 Git objects in memory, by their ids. */
export type ObjectStore = {
  /** Keeps an object; its id. */
  readonly put: (type: StoredType, content: Uint8Array) => string;
  readonly get: (id: string) => StoredObject | undefined;
  /** Objects that are kept. */
  readonly size: () => number;
};

type StoredObject = { readonly type: StoredType; readonly content: Uint8Array };

/** An empty store. */
export function objectStore(): ObjectStore {
  const objects = new Map<string, StoredObject>();
  return {
    put: (type, content) => {
      const id = objectId(type, content);
      if (!objects.has(id)) objects.set(id, { type, content });
      return id;
    },
    get: (id) => objects.get(id),
    size: () => objects.size,
  };
}

/** The id that Git gives an object: SHA-1 of its header and content. */
export function objectId(type: StoredType, content: Uint8Array): string {
  return hash("sha1", withHeader(type, content), "hex");
}

/** The bytes that are hashed, and deflated in a loose object. */
export function withHeader(type: StoredType, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${type} ${content.length}\0`, "latin1"), content]);
}

/** Object that has to be there and be of a type. */
export function objectOf(store: ObjectStore, id: string, type: StoredType): Uint8Array {
  const found = store.get(id);
  if (found?.type !== type) throw new RangeError(`no ${type} ${id} in memory`);
  return found.content;
}
