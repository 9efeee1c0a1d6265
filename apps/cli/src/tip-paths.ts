import { fetchCommits, openRepository } from "@countersign/adapters/git";
import { CountersignError, emptyTree } from "@countersign/core";
import type { Oid, Path } from "@countersign/core";
import { openMirrored } from "./source.ts";

/** Every path of a ref's tip in a repository on this machine; `usage.ref` if it has no such ref. */
export async function tipPaths(
  { repo, ref, oldDefects }: { readonly repo: string; readonly ref: string; readonly oldDefects: readonly Oid[] },
  env: NodeJS.ProcessEnv,
): Promise<readonly Path[]> {
  await using mirrored = await openMirrored(repo, env);
  const { refs } = await fetchCommits(mirrored.mirror, mirrored.source, { refs: [ref], skipList: oldDefects });
  const tip = refs.get(ref);
  if (tip === undefined) throw new CountersignError("usage.ref", `the repository has no ref ${ref}`);
  await using repository = openRepository(mirrored.mirror);
  const { tree } = await repository.commit(tip);
  return (await repository.diff(emptyTree(repository.objectFormat), tree)).map(({ path }) => path);
}
