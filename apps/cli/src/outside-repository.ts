import { CountersignError } from "@countersign/core/error";
import { liesInRepository } from "./repository-folders.ts";

/** The files that a gate trusts must not lie where the candidate's author writes (attack F5): `usage.root-in-repository`. */
export async function refuseInsideRepository(repo: string, paths: readonly string[]): Promise<void> {
  for (const path of paths)
    if (await liesInRepository(repo, path))
      throw new CountersignError("usage.root-in-repository", `${path} lies inside the repository that is to be judged`);
}
