import type { Path } from "../objects/path.ts";
import { standsForFolder } from "./entry.ts";
import type { Place } from "./entry.ts";
import { matches, matchesAllBelow, matchesSomeBelow } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";

/** Which paths of a repository are "the algorithm": those included and not excluded by name. */
export type Scope = { readonly include: readonly Pattern[]; readonly exclude: readonly Pattern[] };

/** Files that steer Git itself; they are in scope wherever they lie (design, §4). */
const STEERING: ReadonlySet<string> = new Set([".gitattributes", ".gitmodules", ".lfsconfig"]);

/** Whether a path is in scope; what stands there is a file. */
export function inScope(scope: Scope, path: Path): boolean {
  return placeInScope(scope, { path });
}

/**
 * Whether a changed entry is in scope by where it lies. A link or submodule is also where a pattern includes something
 * below it: `ranker/**` has the link `ranker` in scope, which brings other files to the names below (attack E16).
 */
export function placeInScope(scope: Scope, place: Place): boolean {
  const { path } = place;
  if (STEERING.has(path.slice(path.lastIndexOf("/") + 1))) return true;
  return isNamed(scope.include, place) && !scope.exclude.some((pattern) => matches(pattern, path));
}

/** Whether patterns name a changed entry, or, where that may stand for a folder, something below it. */
export function isNamed(patterns: readonly Pattern[], place: Place): boolean {
  const { path } = place;
  if (patterns.some((pattern) => matches(pattern, path))) return true;
  return standsForFolder(place) && patterns.some((pattern) => matchesSomeBelow(pattern, path));
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
