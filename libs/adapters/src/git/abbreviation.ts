import { open, readdir } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { idSize, parseOid } from "@countersign/core/objects";
import type { Oid } from "@countersign/core/objects";
import type { Source } from "./source.ts";

/**
 * The ids of all objects of a source that begin with some hex digits, sorted, at most `limit`: from the names of loose
 * objects and from the pack indexes, since no git runs there. A source that lies here lies about itself only: what it
 * names is fetched and checked afterwards.
 */
export async function idsBeginningWith(source: Source, prefix: string, limit: number): Promise<readonly Oid[]> {
  const objects = join(source.commonDir, "objects");
  const found = new Set(await looseIds(objects, prefix));
  for (const name of await list(join(objects, "pack"))) {
    if (name.endsWith(".idx")) await indexedIds(join(objects, "pack", name), source, prefix, limit, found);
    if (found.size > limit) break;
  }
  return [...found]
    .filter((id) => isId(id, source))
    .map((id) => parseOid(id, source.objectFormat))
    .toSorted();
}

async function looseIds(objects: string, prefix: string): Promise<readonly string[]> {
  const folder = prefix.slice(0, 2);
  const names = await list(join(objects, folder));
  return names.map((name) => folder + name).filter((id) => id.startsWith(prefix));
}

/** A pack index, version 2: 8 bytes of magic and version, 256 counts of ids up to each first byte, then the sorted ids. */
async function indexedIds(
  file: string,
  source: Source,
  prefix: string,
  limit: number,
  found: Set<string>,
): Promise<void> {
  await using index = await open(file, "r");
  const size = idSize(source.objectFormat);
  const first = Number.parseInt(prefix.slice(0, 2), 16);
  if ((await bytesAt(index, 0, 8)).toString("hex") !== "ff744f6300000002") return;
  let from = first === 0 ? 0 : (await bytesAt(index, 8 + 4 * (first - 1), 4)).readUInt32BE();
  let to = (await bytesAt(index, 8 + 4 * first, 4)).readUInt32BE();
  const idAt = async (position: number) => (await bytesAt(index, IDS + position * size, size)).toString("hex");
  const end = to;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if ((await idAt(middle)) < prefix) from = middle + 1;
    else to = middle;
  }
  for (let position = from; position < end && found.size <= limit; position += 1) {
    const id = await idAt(position);
    if (!id.startsWith(prefix)) return;
    found.add(id);
  }
}

const IDS = 8 + 256 * 4;

/** Bytes of a file; beyond its end, zeros. */
async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, position);
  return bytes;
}

async function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

function isId(text: string, source: Source): boolean {
  return /^[0-9a-f]+$/.test(text) && text.length === 2 * idSize(source.objectFormat);
}
