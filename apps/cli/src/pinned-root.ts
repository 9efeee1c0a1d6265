import { readBounded } from "@countersign/adapters/files/reading";
import { parseRoot } from "@countersign/core/judging";
import type { Root } from "@countersign/core/judging";
import { ROOT_LIMIT } from "@countersign/home/folder";

/** A pinned root from a file. */
export async function readRoot(path: string): Promise<Root> {
  return parseRoot(await readBounded(path, ROOT_LIMIT));
}
