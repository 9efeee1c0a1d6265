import { parsePattern } from "@countersign/core";

/** What stands between paths, before the first and after the last: no path has an empty component. */
const BETWEEN = "//";

/** All paths of a change as one text, in which their parts are looked for. */
export function pathText(paths: readonly string[]): string {
  return `${BETWEEN}${paths.join(BETWEEN)}${BETWEEN}`;
}

/**
 * The longest text that stands in `pathText` wherever a pattern matches one of the paths; undefined where it says nothing. A
 * database looks for a text faster than it matches paths one by one, and knows beforehand how many changes have it.
 */
export function pathPart(pattern: string): string | undefined {
  const { components } = parsePattern(pattern);
  const last = components.length - 1;
  const parts = components.map((component, index) => {
    if (component.deep) return "*";
    return `${component.glob}${index === last ? "" : "/"}`;
  });
  const literals = `${BETWEEN}${parts.join("")}${BETWEEN}`.split(/[*?]/);
  const longest = literals.reduce((found, one) => (one.length > found.length ? one : found), "");
  return longest.length > BETWEEN.length ? longest : undefined;
}
