import { stat } from "node:fs/promises";
import { join } from "node:path";
import { contentStore, openFolder, readLines } from "@countersign/adapters/files";
import { CountersignError, MAX_LINE_BYTES, bundledLog, storedLog } from "@countersign/core";
import type { LogSource, Root } from "@countersign/core";
import { BUNDLE_LIMIT } from "./judging.ts";

/** A log to be followed: a home or a copy of one, or a bundle file in whose place newer ones are put. `files.missing`. */
export async function followedLog(path: string, root: Root): Promise<LogSource> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new CountersignError("files.missing", `${path} does not exist`);
  if (!found.isDirectory()) return bundledLog(root, bundleFile(path));
  return storedLog({
    files: await openFolder(path),
    evidence: contentStore(await openFolder(join(path, "evidence"))),
  });
}

function bundleFile(path: string): Parameters<typeof bundledLog>[1] {
  return {
    async version() {
      const found = await stat(path, { bigint: true }).catch(() => undefined);
      if (found === undefined) throw new CountersignError("files.missing", `${path} does not exist`);
      return `${found.dev} ${found.ino} ${found.size} ${found.mtimeNs}`;
    },
    lines: () => readLines(path, { maxLine: MAX_LINE_BYTES, maxBytes: BUNDLE_LIMIT }),
  };
}
