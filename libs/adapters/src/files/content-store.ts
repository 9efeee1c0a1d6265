import { hash } from "node:crypto";
import { CountersignError } from "@countersign/core/error";
import type { Folder } from "./folder.ts";

/** Files whose names are the SHA-256 of their bytes, 64 lowercase hex digits (`files.digest-name` if spelled otherwise). */
export type ContentStore = {
  /** Keeps bytes and answers their digest. `repaired`: what lay there did not match its name, and was replaced. */
  readonly put: (bytes: Uint8Array) => Promise<{
    readonly digest: string;
    readonly outcome: "written" | "present" | "repaired";
  }>;
  /** The bytes of a digest, hashed again on every read: `files.digest` if they do not match. `limit` as in `Folder.get`. */
  readonly get: (digest: string, limit?: number) => Promise<Uint8Array | undefined>;
  /** Removes what nobody names any more. */
  readonly remove: (digest: string) => Promise<void>;
  /** Whether there is a file for it; only `get` tells whether its bytes match. */
  readonly has: (digest: string) => Promise<boolean>;
  /** All digests, sorted; `files.digest-name` if there is a file that has no digest as name. */
  readonly list: () => Promise<readonly string[]>;
};

/** A store of immutable bytes in a folder: `9f86d08…` lies in `9f/86d08…`. */
export function contentStore(folder: Folder): ContentStore {
  return {
    put: (bytes) => put(folder, bytes),
    get: (digest, limit) => get(folder, digest, limit),
    remove: (digest) => folder.remove(pathOf(digest)),
    has: async (digest) => folder.has(pathOf(digest)),
    list: async () => (await folder.list()).map(digestOf),
  };
}

async function put(folder: Folder, bytes: Uint8Array): ReturnType<ContentStore["put"]> {
  const digest = sha256(bytes);
  const path = pathOf(digest);
  try {
    return { digest, outcome: await folder.putIfAbsent(path, bytes) };
  } catch (error) {
    if (!(error instanceof CountersignError && error.code === "files.conflict")) throw error;
    // The name says which bytes are right, and we hold them: a damaged file must not stop the log for ever.
    await folder.put(path, bytes);
    return { digest, outcome: "repaired" };
  }
}

async function get(folder: Folder, digest: string, limit?: number): Promise<Uint8Array | undefined> {
  const path = pathOf(digest);
  const bytes = await folder.get(path, limit);
  if (bytes === undefined) return undefined;
  const found = sha256(bytes);
  if (found === digest) return bytes;
  throw new CountersignError("files.digest", `${folder.path}/${path} holds bytes whose SHA-256 is ${found}`);
}

function pathOf(digest: string): string {
  requireDigest(digest);
  return `${digest.slice(0, 2)}/${digest.slice(2)}`;
}

function digestOf(path: string): string {
  const digest = path.replace("/", "");
  requireDigest(digest);
  if (path.indexOf("/") === 2) return digest;
  throw new CountersignError("files.digest-name", `${path} is not where its digest puts it`);
}

function requireDigest(digest: string): void {
  if (/^[0-9a-f]{64}$/.test(digest)) return;
  throw new CountersignError("files.digest-name", `${JSON.stringify(digest)} is no SHA-256 in lowercase hex`);
}

function sha256(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}
