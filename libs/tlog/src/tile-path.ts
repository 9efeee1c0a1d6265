import { LogError } from "./error.ts";
import { isSize } from "./size.ts";
import { TILE_WIDTH } from "./tile.ts";

/** A hash tile: level 0–63, index in the level, width 1–256 (256: full). */
export type TileName = { readonly level: number; readonly index: number; readonly width: number };

/** An entry bundle: its index and its width 1–256 (256: full). */
export type BundleName = { readonly index: number; readonly width: number };

/**
 * The path of a hash tile (tlog-tiles, "Merkle Tree"): `tile/0/x001/x234/067.p/8`.
 * Throws `log.tile-level`, `log.tile-index`, `log.tile-width`.
 */
export function formatTilePath({ level, index, width }: TileName): string {
  return `tile/${formatLevel(level)}/${formatIndex(index)}${formatWidth(width)}`;
}

/** The tile that a path names; only the spelling of `formatTilePath`. Throws also `log.tile-path`. */
export function parseTilePath(path: string): TileName {
  const [, level = "", index = "", width] =
    /^tile\/(0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]+))?$/.exec(path) ?? [];
  const name = { level: Number(level), index: parseIndex(index), width: parseWidth(width) };
  if (index === "" || formatTilePath(name) !== path) throw notAPath(path);
  return name;
}

/** The path of an entry bundle (tlog-tiles, "Log entries"): `tile/entries/x001/x234/067.p/8`. Throws `log.tile-index`, `log.tile-width`. */
export function formatBundlePath({ index, width }: BundleName): string {
  return `tile/entries/${formatIndex(index)}${formatWidth(width)}`;
}

/** The entry bundle that a path names; only the spelling of `formatBundlePath`. Throws also `log.tile-path`. */
export function parseBundlePath(path: string): BundleName {
  const [, index = "", width] = /^tile\/entries\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]+))?$/.exec(path) ?? [];
  const name = { index: parseIndex(index), width: parseWidth(width) };
  if (index === "" || formatBundlePath(name) !== path) throw notAPath(path);
  return name;
}

function formatLevel(level: number): string {
  if (!isSize(level) || level > 63) throw new LogError("log.tile-level", `${level} is not a tile level`);
  return String(level);
}

function formatIndex(index: number): string {
  if (!isSize(index)) throw new LogError("log.tile-index", `${index} is not a tile index`);
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}/` : group)).join("");
}

function formatWidth(width: number): string {
  if (!isSize(width) || width < 1 || width > TILE_WIDTH)
    throw new LogError("log.tile-width", `${width} is not a tile width`);
  return width === TILE_WIDTH ? "" : `.p/${width}`;
}

function parseIndex(text: string): number {
  return Number(text.replaceAll(/[x/]/g, ""));
}

function parseWidth(text: string | undefined): number {
  return text === undefined ? TILE_WIDTH : Number(text);
}

function notAPath(path: string): LogError {
  return new LogError("log.tile-path", `${JSON.stringify(path.slice(0, 80))} is not a tile path`);
}
