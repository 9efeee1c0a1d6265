import type { Oid } from "@countersign/core/objects";
import type { Keeper } from "./responses.ts";

/** Contents that were digested and wait to be read: each is given out once, and is gone then. */
export type KeptContents = Keeper & {
  /** The content of a blob of at most `limit` bytes, where it is kept. */
  readonly take: (blob: Oid, limit: number) => Uint8Array | undefined;
};

/** Keeps contents of together at most `capacity` bytes: the first ones, since they are read in the order of their digests. */
export function keptContents(capacity: number): KeptContents {
  const kept = new Map<Oid, Uint8Array>();
  let left = capacity;
  return {
    wants: (size) => size <= left,
    keep(blob, content) {
      if (kept.has(blob)) return;
      kept.set(blob, content);
      left -= content.length;
    },
    take(blob, limit) {
      const content = kept.get(blob);
      if (content === undefined || content.length > limit) return undefined;
      kept.delete(blob);
      left += content.length;
      return content;
    },
  };
}
