import type { Path } from "@countersign/core";
import { fileName } from "./names.ts";

const MANIFEST =
  /^(?:package\.json|requirements[\w-]*\.txt|pyproject\.toml|go\.mod|Cargo\.toml|build\.sbt|pom\.xml|build\.gradle(?:\.kts)?|Gemfile|composer\.json)$/u;
const LOCK =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|composer\.lock|Gemfile\.lock)$/u;

/** Whether a file says which packages are drawn in. */
export function isManifest(path: Path): boolean {
  return MANIFEST.test(fileName(path));
}

/** Whether a file says which versions of packages were drawn in, and from where: a tool writes it. */
export function isLock(path: Path): boolean {
  return LOCK.test(fileName(path));
}
