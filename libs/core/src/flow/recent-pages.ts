import { keysOn } from "../state/page.ts";
import type { Page } from "../state/page.ts";

/** Pages that were read, as many as may be held at once. */
export type RecentPages = {
  /** The page of some digits, read again where it was let go. */
  readonly page: (prefix: string) => Promise<Page>;
  /** True where a page was read before and the key does not stand on it; false says nothing. */
  readonly lacks: (prefix: string, key: string) => boolean;
};

/**
 * Holds pages of about so many bytes together. Of one that is let go the fingerprints of its keys are kept: nearly all that a
 * new leaf asks about is not known yet, and nothing has to be read again to say so.
 */
export function recentPages(read: (prefix: string) => Promise<Page>, mostBytes: number): RecentPages {
  const held = new Map<string, Page>();
  const known = new Map<string, Float64Array>();
  let bytes = 0;
  const letGo = () => {
    for (const [prefix, page] of held) {
      if (bytes <= mostBytes || held.size === 1) return;
      held.delete(prefix);
      bytes -= page.length;
      if (!known.has(prefix)) known.set(prefix, Float64Array.from(keysOn(page), fingerprint).sort());
    }
  };
  return {
    async page(prefix) {
      const before = held.get(prefix);
      if (before !== undefined) return before;
      const page = await read(prefix);
      if (!held.has(prefix)) bytes += page.length;
      held.set(prefix, page);
      letGo();
      return page;
    },
    lacks(prefix, key) {
      const keys = known.get(prefix);
      return keys !== undefined && !has(keys, fingerprint(key));
    },
  };
}

const FINGERPRINT_DIGITS = 13;

/** 52 bits, which a number holds. */
function fingerprint(key: string): number {
  return Number.parseInt(key.slice(-FINGERPRINT_DIGITS), 16);
}

function has(sorted: Float64Array, wanted: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
