/** Whether a pattern of `formats.md`, "Patterns", matches the whole path. */
export function matchesPattern(pattern: string, path: string): boolean {
  return matchesParts(pattern.split("/"), path.split("/"));
}

/** Whether the components of a pattern match all of these. */
export function matchesParts(pattern: readonly string[], parts: readonly string[]): boolean {
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
