import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchAvailable, fetchCommits, openMirror, openRepository, openSource } from "@countersign/adapters/git";
import type { Mirror, Source } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core/error";
import type { ObjectSource } from "@countersign/core/judging";
import { parseOid } from "@countersign/core/objects";
import type { ObjectFormat, Oid } from "@countersign/core/objects";
import type { Arriving } from "./arriving.ts";

/** A repository that somebody named, and our mirror of it. */
export type Mirrored = AsyncDisposable & {
  readonly source: Source;
  readonly mirror: Mirror;
  /** What has been on its way since before anybody knew what all is wanted. */
  readonly arriving?: Arriving;
};

/** Opens the mirror of a source below a folder that stays, or in a temporary one that goes with it. */
export async function openMirrored(path: string, env: NodeJS.ProcessEnv, keep?: string): Promise<Mirrored> {
  const source = await openSource(path);
  const folder = keep ?? (await mkdtemp(join(tmpdir(), "countersign-mirror-")));
  const sweep = () => rmSync(folder, { recursive: true, force: true });
  if (keep === undefined) process.once("exit", sweep);
  const discard = async () => {
    if (keep !== undefined) return;
    await rm(folder, { recursive: true, force: true });
    process.off("exit", sweep);
  };
  try {
    const mirror = await openMirror({
      dir: join(folder, "mirror.git"),
      objectFormat: source.objectFormat,
      searchPath: env["PATH"] ?? "",
    });
    return { source, mirror, [Symbol.asyncDispose]: discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** The gate's source of objects on a mirrored repository. */
export function objectSource({ source, mirror, arriving }: Mirrored): ObjectSource {
  return {
    async open({ wanted, welcome, oldDefects }) {
      await arriving?.settle(oldDefects);
      await fetchCommits(mirror, source, { wants: wanted, skipList: oldDefects });
      await fetchAvailable(mirror, source, welcome, oldDefects);
      return openRepository(mirror);
    },
  };
}

/** A full commit id of either format; `usage.commit` for anything shorter, and for names, which can move. */
export function fullCommit(text: string, format: ObjectFormat): Oid {
  if (/^([0-9A-F]{40}|[0-9A-F]{64})$/i.test(text) && text !== text.toLowerCase())
    throw new CountersignError(
      "usage.commit",
      `${text} is a commit id in capital letters; write ${text.toLowerCase()}`,
    );
  if (!/^[0-9a-f]+$/.test(text) || (text.length !== 40 && text.length !== 64))
    throw new CountersignError(
      "usage.commit",
      `${JSON.stringify(text.slice(0, 80))} is not a full commit id; names can move, so the gate takes none`,
    );
  return parseOid(text, format);
}
