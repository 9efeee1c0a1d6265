import { formatCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Hasher } from "./crypto.ts";
import { EMPTY_EDGE } from "./edge.ts";
import type { Edge } from "./edge.ts";
import { LogError } from "./error.ts";
import { checkEntrySize, formatEntryBundle } from "./entry-bundle.ts";
import { frontierRoot, growFrontier, pushLeaf } from "./frontier.ts";
import type { GrowingFrontier } from "./frontier.ts";
import { HASH_SIZE, leafHash } from "./hash.ts";
import { TILE_HEIGHT, TILE_WIDTH, checkTileLength, tileLevels } from "./tile.ts";
import { formatBundlePath, formatTilePath } from "./tile-path.ts";

/** A file of the log to be written, by its path under the log's prefix. */
export type LogWrite = { readonly path: string; readonly bytes: Uint8Array };

/** What an append comes to: the files to write, in order, then the edge to go on from and the checkpoint to sign. */
export type AppendPlan = {
  readonly writes: readonly LogWrite[];
  readonly edge: Edge;
  readonly checkpoint: Checkpoint;
  /** The checkpoint's unsigned text. */
  readonly text: string;
};

/**
 * Plans the append of entries to a log; writes nothing. The writes are in the order in which they must become durable,
 * all of them before the checkpoint is signed: each full file as soon as it is complete, an entry bundle before the
 * tile with its hashes, a tile before the tile above it; then the partial files that changed, in the same order. No path
 * is ever written with two contents, so a plan may be applied again after a crash at any point.
 * Throws `log.entry-size`, `log.size`, what `formatCheckpoint` throws, and for an edge that does not fit together
 * `log.frontier`, `log.tile-length`, `log.entry-bundle-width`. Cost: two hash operations an entry. The new edge keeps the
 * last entries as they are: their bytes must not change.
 */
export function planAppend(hasher: Hasher, origin: string, edge: Edge, entries: Iterable<Uint8Array>): AppendPlan {
  const writes: LogWrite[] = [];
  const steps = extendLog(hasher, edge, entries);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) writes.push(step.value);
  const grown = step.value;
  const checkpoint = { origin, size: grown.frontier.size, root: frontierRoot(hasher, grown.frontier) };
  return { writes, edge: grown, checkpoint, text: formatCheckpoint(checkpoint) };
}

/**
 * Computes every file of a log anew from its entries alone: recovery, and the check that stored files are right. The
 * same code as an append; the partial files are those of the final size. Streams: one tile a level is held in memory.
 */
export function rebuildLog(hasher: Hasher, entries: Iterable<Uint8Array>): Generator<LogWrite, Edge, undefined> {
  return extendLog(hasher, EMPTY_EDGE, entries);
}

/** The writes of `planAppend` one by one, for more entries than fit in memory; returns the new edge. */
export function* extendLog(
  hasher: Hasher,
  edge: Edge,
  entries: Iterable<Uint8Array>,
): Generator<LogWrite, Edge, undefined> {
  const growing = openEdge(edge);
  for (const entry of entries) {
    addEntry(hasher, growing, entry);
    if (growing.full.length > 0) yield* growing.full.splice(0);
  }
  yield* partialWrites(edge.frontier.size, growing);
  return closeEdge(growing);
}

type GrowingTile = { bytes: Uint8Array; width: number };

type GrowingEdge = {
  readonly frontier: GrowingFrontier;
  readonly tiles: GrowingTile[];
  entries: Uint8Array[];
  /** Files completed and not yet handed out. */
  readonly full: LogWrite[];
};

function openEdge({ frontier, tiles, entries }: Edge): GrowingEdge {
  const levels = tileLevels(frontier.size);
  if (entries.length !== frontier.size % TILE_WIDTH) {
    throw new LogError(
      "log.entry-bundle-width",
      `an edge of size ${frontier.size} cannot have ${entries.length} entries`,
    );
  }
  return {
    frontier: growFrontier(frontier),
    tiles: levels.map(({ level, partialWidth }) => openTile(tiles[level] ?? new Uint8Array(0), partialWidth)),
    entries: [...entries],
    full: [],
  };
}

function openTile(partial: Uint8Array, width: number): GrowingTile {
  const bytes = new Uint8Array(TILE_WIDTH * HASH_SIZE);
  bytes.set(checkTileLength(partial, width));
  return { bytes, width };
}

function addEntry(hasher: Hasher, growing: GrowingEdge, entry: Uint8Array): void {
  checkEntrySize(entry);
  growing.entries.push(entry);
  const index = Math.floor(growing.frontier.size / TILE_WIDTH);
  if (growing.entries.length === TILE_WIDTH) {
    growing.full.push({
      path: formatBundlePath({ index, width: TILE_WIDTH }),
      bytes: formatEntryBundle(growing.entries),
    });
    growing.entries = [];
  }
  pushLeaf(hasher, growing.frontier, leafHash(hasher, entry), (height, root) => {
    if (height % TILE_HEIGHT === 0) addHash(growing, height / TILE_HEIGHT, root);
  });
}

function addHash(growing: GrowingEdge, level: number, hash: Uint8Array): void {
  const tile = (growing.tiles[level] ??= openTile(new Uint8Array(0), 0));
  tile.bytes.set(hash, tile.width * HASH_SIZE);
  tile.width += 1;
  if (tile.width < TILE_WIDTH) return;
  // Called before the frontier counts the new leaf, which makes this the tile that the old size leaves open.
  const index = Math.floor(growing.frontier.size / TILE_WIDTH ** (level + 1));
  growing.full.push({ path: formatTilePath({ level, index, width: TILE_WIDTH }), bytes: tile.bytes });
  growing.tiles[level] = openTile(new Uint8Array(0), 0);
}

function* partialWrites(oldSize: number, { frontier, tiles, entries }: GrowingEdge): Generator<LogWrite> {
  for (const { level, fullTiles: index, partialWidth: width } of tileLevels(frontier.size)) {
    const unchanged = Math.floor(oldSize / TILE_WIDTH ** level) === Math.floor(frontier.size / TILE_WIDTH ** level);
    const tile = tiles[level];
    if (width === 0 || unchanged || tile === undefined) continue;
    if (level === 0) yield { path: formatBundlePath({ index, width }), bytes: formatEntryBundle(entries) };
    yield { path: formatTilePath({ level, index, width }), bytes: tile.bytes.slice(0, width * HASH_SIZE) };
  }
}

function closeEdge({ frontier, tiles, entries }: GrowingEdge): Edge {
  return { frontier, tiles: tiles.map(({ bytes, width }) => bytes.slice(0, width * HASH_SIZE)), entries };
}
