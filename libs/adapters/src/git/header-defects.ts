import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchChecked } from "./fetch.ts";
import type { FetchOptions } from "./fetch.ts";
import { reportedDefects } from "./fsck.ts";
import type { ObjectDefect } from "./fsck.ts";
import { openMirror } from "./mirror.ts";
import type { Source } from "./source.ts";

/**
 * The header defects in the history of some commits or refs: what a policy would have to list before they can be fetched.
 * Works in a mirror that is thrown away, so that nothing gets past the checks by having been looked at. Every other defect
 * is `git.fsck`, as in a fetch.
 */
export async function headerDefects(
  source: Source,
  options: FetchOptions & { readonly searchPath: string },
): Promise<readonly ObjectDefect[]> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "countersign-defects-"));
  try {
    const { searchPath } = options;
    const mirror = await openMirror({ dir: join(folder, "mirror.git"), objectFormat: source.objectFormat, searchPath });
    const { stderr } = await fetchChecked(mirror, source, options, "report");
    return reportedDefects(stderr);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
