import { isInScope } from "./naive-scope.testing.ts";
import type { Files, World } from "./world.testing.ts";

/** One in-scope path whose content differs; an absent side is undefined. */
export type Difference = {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
};

/** The in-scope differences of two trees, sorted by path. */
export function differences({ policy }: World, before: Files, after: Files): readonly Difference[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return paths
    .filter((path) => before[path] !== after[path] && isInScope(policy, path, [before[path], after[path]]))
    .map((path) => ({ path, before: before[path], after: after[path] }));
}

/** Equal exactly when the change digests are; undefined when nothing in scope differs. */
export function digestOf(entries: readonly Difference[]): string | undefined {
  return entries.length === 0
    ? undefined
    : JSON.stringify(entries.map(({ path, before, after }) => [path, before, after]));
}
