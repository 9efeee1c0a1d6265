import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Home } from "./home-folder.ts";

/** The folder of a home that has its mirrors. */
export const MIRRORS = "mirrors";

/** Where a home keeps its mirror of a repository of the policy: `mirrors/github_123456-1f2e3d4c`, one folder for each id. */
export function mirrorFolder({ dir }: Pick<Home, "dir">, repository: string): string {
  // Ids that differ only in what a file name cannot have must not meet in one folder.
  const mark = createHash("sha256").update(repository).digest("hex").slice(0, 8);
  return join(dir, MIRRORS, `${repository.slice(0, 60).replaceAll(/[^A-Za-z0-9-]/g, "_")}-${mark}`);
}

/** Where the service keeps its mirrors, so that no command is in its way: a folder like a home's, below the home. */
export function serviceFolder({ dir }: Pick<Home, "dir">): string {
  return join(dir, "service");
}
