import { CountersignError } from "@countersign/core/error";
import { firstInRepository } from "./repository-folders.ts";

/** The files that a gate trusts must not lie where the candidate's author writes (attack F5): `usage.root-in-repository`. */
export async function refuseInsideRepository(repo: string, paths: readonly string[]): Promise<void> {
  const inside = await firstInRepository(repo, paths);
  if (inside === undefined) return;
  throw new CountersignError("usage.root-in-repository", `${inside} lies inside the repository that is to be judged`);
}
