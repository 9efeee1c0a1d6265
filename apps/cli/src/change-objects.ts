import { join } from "node:path";
import { stat } from "node:fs/promises";
import { fetchCommits, openMirror, openRepository } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core";
import type { ChangeRecord, Oid, Repository } from "@countersign/core";
import type { Home } from "@countersign/home/folder";
import { mirrorFolder, serviceFolder } from "@countersign/home/mirror-folder";
import { openMirrored } from "./source.ts";
import type { Mirrored } from "./source.ts";

/** A clone to fetch from, and the commits whose header defects the policy overlooks. */
export type Clone = { readonly path: string; readonly skipList: readonly Oid[] };

/**
 * The objects of a captured change, from this home's mirror, into which they are brought anew when a clone is named.
 * `git.missing-object` without either, `packet.change` when merging the head onto the base does not give the recorded result.
 */
export async function openChangeObjects(
  home: Home,
  record: ChangeRecord,
  clone?: Clone,
): Promise<Repository & AsyncDisposable> {
  const folder = mirrorFolder(home, record.repository.id);
  if (clone !== undefined) await bring(home, record, clone, folder);
  const dir = join(folder, "mirror.git");
  if ((await stat(dir).catch(() => undefined)) === undefined)
    throw new CountersignError(
      "git.missing-object",
      `${home.dir} has no mirror of ${record.repository.id}; name a clone with --repo`,
    );
  return openRepository(await openMirror({ dir, searchPath: home.env["PATH"] ?? "" }));
}

async function bring(home: Home, record: ChangeRecord, clone: Clone, folder: string): Promise<void> {
  await using mirrored = await openMirrored(clone.path, home.env, folder);
  await fetchChange(mirrored, record, clone);
}

/** The mirror of this home's service that has a change which it captured, as a clone to bring it from; none where it runs none. */
export async function serviceClone(home: Home, { repository }: ChangeRecord): Promise<string | undefined> {
  const dir = join(mirrorFolder({ dir: serviceFolder(home) }, repository.id), "mirror.git");
  return (await stat(dir).catch(() => undefined)) === undefined ? undefined : dir;
}

/** The objects of a captured change from a clone, in a mirror that goes with them. Codes as in `openChangeObjects`. */
export async function openCloneObjects(
  { env }: Home,
  record: ChangeRecord,
  clone: Clone,
): Promise<Repository & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const mirrored = stack.use(await openMirrored(clone.path, env));
  await fetchChange(mirrored, record, clone);
  const repository = stack.use(openRepository(mirrored.mirror));
  const kept = stack.move();
  return { ...repository, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function fetchChange(
  mirrored: Mirrored,
  { base, head, result }: ChangeRecord,
  { skipList }: Clone,
): Promise<void> {
  await fetchCommits(mirrored.mirror, mirrored.source, { wants: [base.gitCommit, head.gitCommit], skipList });
  await using repository = openRepository(mirrored.mirror);
  // Contents that only the merge has exist nowhere else.
  const merged = await repository.mergeTree(base.gitCommit, head.gitCommit);
  if ("tree" in merged && merged.tree === result.gitTree) return;
  throw new CountersignError(
    "packet.change",
    `merging ${head.gitCommit} onto ${base.gitCommit} does not give the tree ${result.gitTree} that was recorded`,
  );
}
