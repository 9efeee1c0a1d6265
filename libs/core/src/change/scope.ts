import type { Path } from "../objects/path.ts";
import { matches, matchesAllBelow, matchesSomeBelow } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";

/** Which paths of a repository are "the algorithm": those included and not excluded by name. */
export type Scope = { readonly include: readonly Pattern[]; readonly exclude: readonly Pattern[] };

/** Files that steer Git itself; they are in scope wherever they lie (design, §4). */
const STEERING: ReadonlySet<string> = new Set([".gitattributes", ".gitmodules", ".lfsconfig"]);

/** Whether a path is in scope. */
export function inScope(scope: Scope, path: Path): boolean {
  if (STEERING.has(path.slice(path.lastIndexOf("/") + 1))) return true;
  return (
    scope.include.some((pattern) => matches(pattern, path)) && !scope.exclude.some((pattern) => matches(pattern, path))
  );
}

/**
 * Whether a link to this path leads into the scope, be it a file or a folder there: such a link is in scope wherever it
 * lies itself (attack E7).
 */
export function leadsIntoScope(scope: Scope, target: Path): boolean {
  if (inScope(scope, target)) return true;
  return (
    scope.include.some((pattern) => matchesSomeBelow(pattern, target)) &&
    !scope.exclude.some((pattern) => matchesAllBelow(pattern, target))
  );
}
