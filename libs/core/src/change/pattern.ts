import { CountersignError } from "../error.ts";
import { pathFromBytes } from "../objects/path.ts";
import type { Path } from "../objects/path.ts";

/**
 * A path pattern ("Patterns"): bytes, anchored, case-sensitive, dot files included.
 * `*` is any bytes but `/`, `?` one byte but `/`, `**` as a whole component zero or more components,
 * and a trailing `/**` needs at least one.
 */
export type Pattern = { readonly text: string; readonly components: readonly Component[] };

/** `**`, or the bytes of one component, one UTF-16 unit per byte, with `*` and `?` as wildcards. */
type Component = { readonly deep: true } | { readonly deep: false; readonly glob: string };

const REFUSED = /[[\]{}()!\\|]/;
const MAX_LENGTH = 4096;
const MAX_COMPONENTS = 64;

/** Reads a pattern; `policy.pattern` for an empty component, a refused character, or one that is too long. */
export function parsePattern(text: string): Pattern {
  const refuse = (why: string) => new CountersignError("policy.pattern", `${JSON.stringify(text)}: ${why}`);
  if (!text.isWellFormed()) throw refuse("a lone surrogate is no text");
  if (text === "" || text.length > MAX_LENGTH) throw refuse(`a pattern has 1 to ${MAX_LENGTH} characters`);
  if (REFUSED.test(text)) throw refuse("[ ] { } ( ) ! \\ | are not part of the pattern language");
  const parts = text.split("/");
  if (parts.length > MAX_COMPONENTS) throw refuse(`more than ${MAX_COMPONENTS} components`);
  const components = parts.map((part): Component => {
    if (part === "" || part === "." || part === "..") throw refuse("empty, '.' and '..' components match no path");
    if (part === "**") return { deep: true };
    if (part.includes("**")) throw refuse("'**' stands alone in its component");
    return { deep: false, glob: pathFromBytes(new TextEncoder().encode(part)) };
  });
  if (components.some((component, index) => component.deep && components[index + 1]?.deep === true))
    throw refuse("'**/**' says no more than '**'");
  return { text, components };
}

/** Whether the whole path matches; the work is bounded by components of the pattern times bytes of the path. */
export function matches(pattern: Pattern, path: Path): boolean {
  const { components } = pattern;
  const [only] = components;
  if (components.length === 1 && only?.deep === true) return true;
  return matchComponents(components, path.split("/"));
}

/** Whether some path below a folder of this name could match, whatever lies there; the root has no name. */
export function matchesSomeBelow({ components }: Pattern, folder: Path): boolean {
  if (folder.length === 0) return true;
  return rowsOver(components, folder.split("/")).some((row, index) => row.at(-1) === true && goesOn(components, index));
}

/** Whether every path below a folder of this name matches: the pattern ends with `**` at or above it; the root has no name. */
export function matchesAllBelow({ components }: Pattern, folder: Path): boolean {
  if (components.at(-1)?.deep !== true) return false;
  if (folder.length === 0) return components.length === 1;
  const rows = rowsOver(components, folder.split("/"));
  return rows.slice(-2).some((row) => row.at(-1) === true);
}

/** Row `index` is what the first `index` components can have used up: something has to be left, or `**` to be the last. */
function goesOn(components: readonly Component[], index: number): boolean {
  return index < components.length || components.at(-1)?.deep === true;
}

/**
 * Row by row over the pattern: `reachable[i]` says that the components read so far can have used up `i` parts
 * of the path. Two rows instead of backtracking keep hostile patterns polynomial.
 */
function matchComponents(components: readonly Component[], parts: readonly string[]): boolean {
  return rowsOver(components, parts).at(-1)?.at(-1) === true;
}

/** The row before each component, and the one after the last. */
function rowsOver(components: readonly Component[], parts: readonly string[]): readonly (readonly boolean[])[] {
  let reachable: boolean[] = [true, ...parts.map(() => false)];
  const rows = [reachable];
  components.forEach((component, index) => {
    const last = index === components.length - 1;
    reachable = component.deep ? afterDeep(reachable, last) : afterGlob(reachable, component.glob, parts);
    rows.push(reachable);
  });
  return rows;
}

function afterDeep(before: readonly boolean[], needsOne: boolean): boolean[] {
  const first = before.indexOf(true);
  return before.map((_, used) => first !== -1 && (needsOne ? used > first : used >= first));
}

function afterGlob(before: readonly boolean[], glob: string, parts: readonly string[]): boolean[] {
  return before.map((_, used) => {
    const part = parts[used - 1];
    return part !== undefined && before[used - 1] === true && matchGlob(glob, part);
  });
}

/** Greedy wildcard match with one point of return, the last `*`: at most glob times part steps. */
function matchGlob(glob: string, part: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let resume = 0;
  while (next < part.length) {
    if (glob[at] === "*") {
      star = at++;
      resume = next;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === part[next])) {
      at++;
      next++;
    } else if (star !== -1) {
      at = star + 1;
      next = ++resume;
    } else return false;
  }
  while (glob[at] === "*") at++;
  return at === glob.length;
}
