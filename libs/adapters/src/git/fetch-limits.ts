import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core/error";
import type { Mirror } from "./mirror.ts";

const SECONDS = 600;
const SIZE = 8 * 2 ** 30;

/** A signal that ends what it is given to; the limit stops counting when it goes out of scope. */
export type Limit = { readonly signal: AbortSignal } & Disposable;

/** Aborts with `limit.fetch` when the seconds are over, or when the caller gives up. */
export function timeLimit(seconds = SECONDS, signal?: AbortSignal): Limit {
  const controller = new AbortController();
  const reason = new CountersignError("limit.fetch", `the source did not deliver within ${seconds} seconds`);
  const timer = setTimeout(() => controller.abort(reason), seconds * 1000);
  const signals = signal === undefined ? [controller.signal] : [controller.signal, signal];
  return { signal: AbortSignal.any(signals), [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Milliseconds between two looks at the growing pack. */
const LOOK = 50;

/** Aborts with `limit.fetch` when the pack that is being received grows beyond a number of bytes. */
export function sizeLimit(mirror: Mirror, limit = SIZE): Limit {
  const controller = new AbortController();
  const reason = new CountersignError("limit.fetch", `the source sends more than ${limit} bytes`);
  const timer = setInterval(() => {
    void unfinishedSize(mirror).then((size) => size > limit && controller.abort(reason));
  }, LOOK);
  return { signal: controller.signal, [Symbol.dispose]: () => clearInterval(timer) };
}

async function unfinishedSize(mirror: Mirror): Promise<number> {
  const files = await unfinishedPacks(mirror);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file).catch(() => undefined))?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function unfinishedPacks(mirror: Mirror): Promise<readonly string[]> {
  const folder = join(mirror.dir, "objects/pack");
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith("tmp_")).map((name) => join(folder, name));
}

/** Removes what an interrupted fetch left. */
export async function removeUnfinishedPacks(mirror: Mirror): Promise<void> {
  for (const file of await unfinishedPacks(mirror)) await rm(file, { force: true });
}
