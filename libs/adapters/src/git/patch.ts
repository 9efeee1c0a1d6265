import type { Git } from "./environment.ts";
import { runGit } from "./run.ts";

/** Arguments of `git diff-tree`, which name two trees that the mirror has. */
export type PatchCall = readonly [string, ...string[]];

/**
 * What git prints of the difference of two trees of a mirror, byte for byte. No attribute has a say (attack D1): a mirror has neither a work
 * tree nor a HEAD that they could be read from. `git.diff-tree` where git refuses, `limit.git-output` for more than 64 MiB.
 */
export async function readPatch(git: Git, call: PatchCall): Promise<Uint8Array> {
  return (await runGit(git, call)).stdout;
}
