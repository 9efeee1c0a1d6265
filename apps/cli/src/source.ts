import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchCommits, openMirror, openRepository, openSource } from "@countersign/adapters/git";
import type { Mirror, Source } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core";
import type { ObjectSource, Oid } from "@countersign/core";

/** A repository that somebody named, and our mirror of it. */
export type Mirrored = AsyncDisposable & { readonly source: Source; readonly mirror: Mirror };

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
export function objectSource({ source, mirror }: Mirrored): ObjectSource {
  return {
    async open({ wanted, welcome, oldDefects }) {
      await fetchCommits(mirror, source, { wants: wanted, skipList: oldDefects });
      await fetchAvailable({ mirror, source, skipList: oldDefects }, welcome);
      return openRepository(mirror);
    },
  };
}

type Wish = { readonly mirror: Mirror; readonly source: Source; readonly skipList: readonly Oid[] };

/** Brings those commits that the source still has: a fetch fails as a whole, so a failing list is halved until the missing ones stand alone. */
export async function fetchAvailable({ mirror, source, skipList }: Wish, welcome: readonly Oid[]): Promise<void> {
  if (welcome.length === 0) return;
  try {
    await fetchCommits(mirror, source, { wants: welcome, skipList });
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "git.missing-object") throw error;
    if (welcome.length === 1) return;
    const half = Math.ceil(welcome.length / 2);
    await fetchAvailable({ mirror, source, skipList }, welcome.slice(0, half));
    await fetchAvailable({ mirror, source, skipList }, welcome.slice(half));
  }
}
