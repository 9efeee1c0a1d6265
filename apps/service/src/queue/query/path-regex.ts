import { parsePattern } from "@countersign/core";

/**
 * A pattern of paths ("Patterns") as a regular expression of PostgreSQL over paths as binary strings, one character a byte:
 * anchored, without groups to come back to, so that it runs in linear time.
 */
export function pathRegex(pattern: string): string {
  const { components } = parsePattern(pattern);
  const last = components.length - 1;
  const parts = components.map((component, index) => {
    if (!component.deep) return `${globRegex(component.glob)}${index === last ? "" : "/"}`;
    return index === last ? ".+" : "(?:[^/]+/)*";
  });
  return `^${parts.join("")}$`;
}

function globRegex(glob: string): string {
  return [...glob].map((unit) => (unit === "*" ? "[^/]*" : unit === "?" ? "[^/]" : escaped(unit))).join("");
}

function escaped(unit: string): string {
  return /[A-Za-z0-9_/-]/.test(unit) ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
