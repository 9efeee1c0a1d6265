import type { Files, World } from "./world.testing.ts";

/** One in-scope path whose content differs; an absent side is undefined. */
export type Difference = {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
};

/** The in-scope differences of two trees, sorted by path. */
export function differences(world: World, before: Files, after: Files): readonly Difference[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return paths
    .filter((path) => isInScope(world, path) && before[path] !== after[path])
    .map((path) => ({ path, before: before[path], after: after[path] }));
}

/** Equal exactly when the change digests are; undefined when nothing in scope differs. */
export function digestOf(entries: readonly Difference[]): string | undefined {
  return entries.length === 0
    ? undefined
    : JSON.stringify(entries.map(({ path, before, after }) => [path, before, after]));
}

/** Whether a pattern of `formats.md`, "Patterns", matches the whole path. */
export function matchesPattern(pattern: string, path: string): boolean {
  return matchesParts(pattern.split("/"), path.split("/"));
}

function isInScope({ policy }: World, path: string): boolean {
  if (/(^|\/)\.(gitattributes|gitmodules|lfsconfig)$/.test(path)) return true;
  const { include, exclude } = policy.scope;
  return include.some((one) => matchesPattern(one, path)) && !exclude.some((one) => matchesPattern(one, path));
}

function matchesParts(pattern: readonly string[], parts: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return parts.length === 0;
  if (first === "**" && rest.length === 0) return parts.length > 0;
  if (first === "**") return parts.some((_, skipped) => matchesParts(rest, parts.slice(skipped)));
  const [part, ...others] = parts;
  return part !== undefined && glob(first).test(part) && matchesParts(rest, others);
}

function glob(component: string): RegExp {
  const known = GLOBS.get(component) ?? newGlob(component);
  GLOBS.set(component, known);
  return known;
}

const GLOBS = new Map<string, RegExp>();

function newGlob(component: string): RegExp {
  const spelled = component
    .replaceAll(/[.+^$]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  return new RegExp(`^${spelled}$`, "s");
}
