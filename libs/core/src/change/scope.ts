import type { Path } from "../objects/path.ts";
import { matches } from "./pattern.ts";
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
