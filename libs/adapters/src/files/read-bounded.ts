import type { FileHandle } from "node:fs/promises";
import { CountersignError } from "@countersign/core/error";
import { mapped } from "./error.ts";
import { openRegular } from "./open-regular.ts";
import type { OpenOptions } from "./open-regular.ts";

const CHUNK = 64 * 1024;

/**
 * The bytes of a regular file of at most `limit` bytes, else `limit.file`; never more than `limit` bytes and one chunk
 * are held, whatever size the system reports. Other errors: the codes of `openRegular`.
 */
export async function readBounded(path: string, limit: number, options: OpenOptions = {}): Promise<Uint8Array> {
  await using file = await openRegular(path, options);
  return await readOpened(file, path, limit);
}

/** As `readBounded`, of a file that `openRegular` opened; `path` is for messages. */
export async function readOpened(file: FileHandle, path: string, limit: number): Promise<Uint8Array> {
  const { size } = await mapped(path, file.stat());
  if (size > limit) throw tooLarge(path, limit);
  return mapped(path, readAll(file, path, size, limit));
}

/** Reads to the end: a file may grow meanwhile, and those of the kernel claim to be empty. */
async function readAll(file: FileHandle, path: string, size: number, limit: number): Promise<Uint8Array> {
  let held = new Uint8Array(size + 1);
  for (let length = 0; ;) {
    const { bytesRead } = await file.read(held, length, held.length - length, null);
    length += bytesRead;
    if (length > limit) throw tooLarge(path, limit);
    if (bytesRead === 0) return held.slice(0, length);
    if (length === held.length) held = grown(held, limit);
  }
}

/** One byte more than allowed is enough to see that a file is too large. */
function grown(held: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(Math.max(held.length * 2, CHUNK), limit + 1));
  larger.set(held);
  return larger;
}

function tooLarge(path: string, limit: number): CountersignError {
  return new CountersignError("limit.file", `${path} has more than the ${limit} bytes allowed`);
}
