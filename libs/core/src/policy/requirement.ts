import type { Entry, Place } from "../change/entry.ts";
import { matches, matchesSomeBelow } from "../change/pattern.ts";
import { isNamed } from "../change/scope.ts";
import type { Pattern } from "../change/pattern.ts";
import type { Path } from "../objects/path.ts";
import type { Requirement } from "./policy.ts";

/**
 * Whether a requirement claims a changed entry: its path is among the paths and one of its classes among the classes,
 * where the requirement restricts these (design, §4 "Requirements"). A class claims those below it: `feature` claims
 * `feature.personal`. `classes` are all that was found on this entry, empty for nothing; `undefined` says that nobody
 * knows, and then a requirement by class claims the entry: what was not analysed cannot lose a reviewer.
 */
export function claims(requirement: Requirement, path: Path, classes: readonly string[] | undefined): boolean {
  return claimsPath(requirement, path) && claimsClasses(requirement, classes);
}

/**
 * Whether a requirement claims a changed entry by its own path, by one below it where it is a link or submodule (attack
 * E16), or by the one to which it leads as a link (attack E7).
 */
export function claimsEntry(
  requirement: Requirement,
  entry: Place & Pick<Entry, "leadsTo">,
  classes: readonly string[] | undefined,
): boolean {
  const { paths } = requirement;
  const { leadsTo = [] } = entry;
  if (!claimsClasses(requirement, classes)) return false;
  if (paths === undefined || isNamed(paths, entry)) return true;
  return leadsTo.some((target) => paths.some((one) => reaches(one, target)));
}

function reaches(pattern: Pattern, target: Path): boolean {
  return matches(pattern, target) || matchesSomeBelow(pattern, target);
}

function claimsPath({ paths }: Requirement, path: Path): boolean {
  return paths === undefined || paths.some((pattern) => matches(pattern, path));
}

function claimsClasses(requirement: Requirement, classes: readonly string[] | undefined): boolean {
  if (requirement.classes === undefined || classes === undefined) return true;
  return requirement.classes.some((wanted) => classes.some((found) => isWithin(found, wanted)));
}

function isWithin(found: string, wanted: string): boolean {
  return found === wanted || found.startsWith(`${wanted}.`);
}
