import { inScope, matches } from "@countersign/core";
import type { Path, Scope } from "@countersign/core";
import { pathOfText } from "../../content/names.ts";

/** UTF-16 units of a name that is looked up. */
const LONGEST = 400;
const NAME = /[^\s"'`()[\]{}<>|,;:=$%*?!&#]+/g;

/**
 * Paths out of the scope that a line names, as they stand from the root, from the file's folder, or from one above it
 * (attack E15). A name counts with a slash in it, or in quotes.
 */
export function excludedNames(line: string, file: Path, scope: Scope): readonly Path[] {
  if (scope.exclude.length === 0) return [];
  const found = new Set<Path>();
  for (const { 0: name, index } of line.matchAll(NAME)) {
    if (name.length > LONGEST || !/[./]/.test(name)) continue;
    const quoted = /["'`]/.test(line[index - 1] ?? "") && line[index + name.length] === line[index - 1];
    if (!name.includes("/") && !quoted) continue;
    const path = candidates(name, file).find((one) => isExcluded(scope, one));
    if (path !== undefined) found.add(path);
  }
  return [...found];
}

function candidates(name: string, file: Path): readonly Path[] {
  const folders = file.split("/").slice(0, -1);
  const parts = name.split(/[/\\]/);
  const found: Path[] = [];
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const path = resolved(folders.slice(0, depth), parts);
    if (path !== undefined) found.push(path);
  }
  return found;
}

function resolved(folders: readonly string[], parts: readonly string[]): Path | undefined {
  const components = folders.map(textOf);
  for (const part of parts) {
    if (part === "" || part === ".") continue;
    if (part !== "..") components.push(part);
    else if (components.pop() === undefined) return undefined;
  }
  return components.length === 0 ? undefined : pathOfText(components.join("/"));
}

function textOf(component: string): string {
  return new TextDecoder().decode(Uint8Array.from(component, (unit) => unit.charCodeAt(0)));
}

/** Excluded by name: a path that no pattern includes is no secret exit of the policy but simply elsewhere. */
function isExcluded(scope: Scope, path: Path): boolean {
  return !inScope(scope, path) && scope.exclude.some((pattern) => matches(pattern, path));
}
