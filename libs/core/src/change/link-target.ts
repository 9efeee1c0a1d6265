import { pathFromBytes } from "../objects/path.ts";
import type { Path } from "../objects/path.ts";

/** Where a symbolic link leads, by its text alone: to a path of the tree, or out of it, and why. */
export type Target = { readonly path: Path } | { readonly escapes: "absolute" | "above the root" | "into .git" };

/** Resolves the text of a link that lies at a path. Nothing is followed. */
export function linkTarget(link: string, text: string): Target {
  if (text.startsWith("/") || text.startsWith("\\") || /^[A-Za-z]:/.test(text)) return { escapes: "absolute" };
  const components = link.split("/").slice(0, -1);
  for (const part of text.split(/[/\\]/)) {
    if (part === "" || part === ".") continue;
    if (part !== "..") components.push(part);
    else if (components.pop() === undefined) return { escapes: "above the root" };
    if (isGitFolder(part)) return { escapes: "into .git" };
  }
  return { path: pathFromBytes(Uint8Array.from(components.join("/"), (unit) => unit.charCodeAt(0))) };
}

/** Other systems take these for `.git` too. */
function isGitFolder(part: string): boolean {
  return /^(?:\.git|git~1)[. ]*$/i.test(part);
}
