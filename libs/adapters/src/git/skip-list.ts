import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core/error";
import { parseOid } from "@countersign/core/objects";
import type { Oid } from "@countersign/core/objects";
import type { Mirror } from "./mirror.ts";
import { typesOf } from "./object-types.ts";

/**
 * Writes the ids whose header defects a fetch overlooks to a file of the mirror and answers its path. Ids that an earlier
 * fetch overlooked and this one does not may be in the mirror already, where no fetch checks them again: `git.fsck`.
 */
export async function writeSkipList(mirror: Mirror, ids: readonly Oid[]): Promise<string> {
  const record = join(mirror.dir, "overlooked");
  const earlier = await readIds(mirror, record);
  const withdrawn = earlier.filter((oid) => !ids.includes(oid));
  for (const [oid, type] of await typesOf(mirror, withdrawn)) {
    if (type !== undefined)
      throw new CountersignError("git.fsck", `${oid} was fetched with header defects that are no longer admitted`);
  }
  const file = join(mirror.dir, "skip-list");
  const lines = (oids: readonly Oid[]) => oids.map((oid) => `${oid}\n`).join("");
  await writeFile(record, lines([...new Set([...earlier, ...ids])]));
  await writeFile(file, lines(ids));
  return file;
}

/** Only commits may be overlooked: a listed id that turns out to be something else is `git.fsck`. */
export async function refuseOverlookedNonCommits(mirror: Mirror, ids: readonly Oid[]): Promise<void> {
  for (const [oid, type] of await typesOf(mirror, ids)) {
    if (type !== undefined && type !== "commit") {
      throw new CountersignError("git.fsck", `${oid} is listed as a commit with old header defects, but is a ${type}`);
    }
  }
}

async function readIds(mirror: Mirror, file: string): Promise<readonly Oid[]> {
  const text = await readFile(file, "latin1").catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
    throw cause;
  });
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseOid(line, mirror.objectFormat));
}
