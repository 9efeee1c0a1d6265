import type { WorkKey } from "../../work/work.ts";

/** Makes the check of one head right; the key is {@link headKey}. */
export const GITHUB_CHECK = "github-check";

/** Lists the pull requests of a repository; the key is the policy's id of it. */
export const GITHUB_PULLS = "github-pulls";

/** Finds out what our repositories are called, and by which installation they are reached. */
export const GITHUB_PLACES = { kind: "github-places", key: "all" } as const;

/** The policy's id of a repository of GitHub. */
export function repositoryKey(id: number): string {
  return `github:${id}`;
}

/** The work that makes the check of a head right. */
export function checkWork(repository: string, head: string): WorkKey {
  return { kind: GITHUB_CHECK, key: `${repository} ${head}` };
}

/** Repository and head of that work's key. */
export function headOf(key: string): { readonly repository: string; readonly head: string } {
  const [repository = "", head = ""] = key.split(" ");
  return { repository, head };
}
