import { posix } from "node:path";
import { matchesParts, matchesPattern } from "./naive-pattern.testing.ts";
import type { WorldPolicy } from "./world.testing.ts";
import { gitlinkOf, targetOf } from "./world-content.testing.ts";

/** What stands at a path before and after; an absent side is undefined. */
type Sides = readonly (string | undefined)[];

/**
 * Whether something that changes at a path is the algorithm: by where it lies, as what else it can be opened, or by where
 * it leads. What it was counts as much as what it becomes.
 */
export function isInScope({ scope }: WorldPolicy, path: string, sides: Sides): boolean {
  return (
    isSteering(path) || isNamedByScope(scope, path, sides) || targets(path, sides).some((one) => leadsInto(scope, one))
  );
}

/** Whether patterns name what changes at a path: itself, or what is opened through it where it is a link or submodule. */
export function areNaming(patterns: readonly string[], path: string, sides: Sides): boolean {
  const isOpenedThrough = sides.some((side) => isLink(side) || isGitlink(side));
  return patterns.some((one) => matchesPattern(one, path) || (isOpenedThrough && couldMatchBelow(one, path)));
}

/** Whether patterns name what a link at this path led or leads to: a file, or something in a folder. */
export function areReached(patterns: readonly string[], path: string, sides: Sides): boolean {
  return targets(path, sides).some((target) =>
    patterns.some((one) => matchesPattern(one, target) || couldMatchBelow(one, target)),
  );
}

/** Whether a content is a submodule pointer. */
export function isGitlink(content: string | undefined): boolean {
  return content !== undefined && gitlinkOf(content) !== undefined;
}

function isLink(content: string | undefined): boolean {
  return content !== undefined && targetOf(content) !== undefined;
}

function isSteering(path: string): boolean {
  return /(^|\/)\.(gitattributes|gitmodules|lfsconfig)$/.test(path);
}

function isNamedByScope({ include, exclude }: WorldPolicy["scope"], path: string, sides: Sides): boolean {
  return areNaming(include, path, sides) && !exclude.some((one) => matchesPattern(one, path));
}

/** A file of the scope, or a folder below which there may be one: not where a single pattern leaves out all below. */
function leadsInto(scope: WorldPolicy["scope"], target: string): boolean {
  if (isSteering(target) || isNamedByScope(scope, target, [])) return true;
  return (
    scope.include.some((one) => couldMatchBelow(one, target)) &&
    !scope.exclude.some((one) => matchesAllBelow(one, target))
  );
}

/** The paths of the tree to which links at a path lead by their texts alone; nothing for what leads out of it. */
function targets(path: string, sides: Sides): readonly string[] {
  const texts = sides.flatMap((side) => (side === undefined ? [] : (targetOf(side) ?? [])));
  return texts.flatMap((text) => {
    const parts = text.split(/[/\\]/);
    if (parts[0] === "" || /^[a-z]:/i.test(text) || parts.some(isGitFolder)) return [];
    const target = posix.normalize([posix.dirname(path), ...parts].join("/"));
    return /^\.\.(\/|$)/.test(target) ? [] : [target.replace(/\/$/, "")];
  });
}

/** As Windows spells it, too. */
function isGitFolder(part: string): boolean {
  return /^(\.git|git~1)[. ]*$/i.test(part);
}

function couldMatchBelow(pattern: string, folder: string): boolean {
  return couldGoOn(pattern.split("/"), partsOf(folder));
}

/** Whether the pattern has something left for what lies below these folders. */
function couldGoOn(pattern: readonly string[], parts: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  const [part, ...others] = parts;
  if (first === undefined) return false;
  if (part === undefined) return true;
  if (first === "**") return couldGoOn(rest, parts) || couldGoOn(pattern, others);
  return matchesParts([first], [part]) && couldGoOn(rest, others);
}

/** Only what ends in `**` matches all below something: where the rest names the folder, or one above it. */
function matchesAllBelow(pattern: string, folder: string): boolean {
  const above = pattern.split("/");
  if (above.pop() !== "**") return false;
  const parts = partsOf(folder);
  return matchesParts(above, parts) || parts.some((_, depth) => matchesParts(above, parts.slice(0, depth)));
}

/** The root has no name. */
function partsOf(folder: string): readonly string[] {
  return folder === "." ? [] : folder.split("/");
}
