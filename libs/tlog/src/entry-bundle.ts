import type { Hasher } from "./crypto.ts";
import { LogError } from "./error.ts";
import { leafHash, sameBytes } from "./hash.ts";
import { TILE_WIDTH, checkTileLength, hashInTile } from "./tile.ts";

/** Length of the longest entry that a bundle can carry, in bytes. */
export const MAX_ENTRY_SIZE = 0xffff;

/**
 * The bytes of an entry bundle (tlog-tiles, "Log entries"): for each entry its length as a big-endian uint16, then the
 * entry. Throws `log.entry-size` (an entry above 65,535 bytes), `log.entry-bundle-width` (not 1–256 entries).
 */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  checkWidth(entries.length);
  const bundle = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    checkEntrySize(entry);
    bundle[at] = entry.length >> 8;
    bundle[at + 1] = entry.length & 0xff;
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/**
 * The entries of a bundle with exactly `width` entries (1–256), as views of its bytes. Throws `log.entry-bundle-width`,
 * `log.entry-bundle-short` (it ends early), `log.entry-bundle-trailing` (it goes on).
 */
export function parseEntryBundle(bundle: Uint8Array, width: number): Uint8Array[] {
  checkWidth(width);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width) {
    const [high, low] = [bundle[at], bundle[at + 1]];
    const end = at + 2 + (high ?? 0) * 256 + (low ?? 0);
    if (high === undefined || low === undefined || end > bundle.length) {
      throw new LogError("log.entry-bundle-short", `the bundle ends in entry ${entries.length} of ${width}`);
    }
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (at !== bundle.length)
    throw new LogError("log.entry-bundle-trailing", `the bundle goes on after its ${width} entries`);
  return entries;
}

/**
 * The entries of a bundle, each checked against its hash in the level 0 tile of the same index and width. Throws
 * `log.entry-bundle-hash`, and what `parseEntryBundle` throws.
 */
export function checkEntryBundle(hasher: Hasher, bundle: Uint8Array, width: number, tile: Uint8Array): Uint8Array[] {
  const entries = parseEntryBundle(bundle, width);
  checkTileLength(tile, width);
  const wrong = entries.findIndex((entry, i) => !sameBytes(leafHash(hasher, entry), hashInTile(tile, i)));
  if (wrong >= 0)
    throw new LogError("log.entry-bundle-hash", `entry ${wrong} of the bundle is not the one in the tree`);
  return entries;
}

/** Throws `log.entry-size` for an entry above 65,535 bytes. */
export function checkEntrySize(entry: Uint8Array): void {
  if (entry.length > MAX_ENTRY_SIZE)
    throw new LogError("log.entry-size", `an entry has ${entry.length} bytes, above 65535`);
}

function checkWidth(width: number): void {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new LogError("log.entry-bundle-width", `a bundle has 1 to 256 entries, not ${width}`);
  }
}
