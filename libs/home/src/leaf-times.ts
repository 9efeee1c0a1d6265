import { stat } from "node:fs/promises";
import { join } from "node:path";
import { concurrently, leafLines, parseLeaf } from "@countersign/core";
import type { OpenedHome } from "./home.ts";

/**
 * When the evidence of each leaf from `from` on was written here, in milliseconds since the epoch: for showing how long
 * something waits, and for nothing else, since whoever owns the files sets their times. A leaf without evidence has the time of the
 * one before it. A copy of a home that does not keep times begins anew.
 */
export async function leafTimes(
  { home, parts }: Pick<OpenedHome, "home" | "parts">,
  from: number,
): Promise<readonly number[]> {
  const bare = { ...parts, evidence: { ...parts.evidence, get: async () => undefined } };
  const digests: string[] = [];
  for await (const { leaf } of leafLines(bare, from)) digests.push(parseLeaf(leaf).sha256);
  const found = await concurrently(digests, MOST_AT_ONCE, (digest) => writtenAt(join(home.dir, "evidence"), digest));
  const times: number[] = [];
  for (const time of found) times.push(time ?? times.at(-1) ?? 0);
  return times;
}

const MOST_AT_ONCE = 16;

async function writtenAt(folder: string, digest: string): Promise<number | undefined> {
  const found = await stat(join(folder, digest.slice(0, 2), digest.slice(2))).catch(() => undefined);
  return found === undefined ? undefined : Math.floor(found.mtimeMs);
}
