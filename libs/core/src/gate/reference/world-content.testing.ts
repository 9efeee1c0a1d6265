/** What stands at a path of a tree, as Git keeps it: a file, a symbolic link or a submodule pointer. */
type Standing =
  | { readonly mode: "100644" | "120000"; readonly text: string }
  | { readonly mode: "160000"; readonly id: string };

/** How Git keeps a content of a world (see `Files`). */
export function standingOf(content: string): Standing {
  const id = gitlinkOf(content);
  if (id !== undefined) return { mode: "160000", id };
  const target = targetOf(content);
  return target === undefined ? { mode: "100644", text: content } : { mode: "120000", text: target };
}

/** The content of a world that Git keeps in this mode; `read` gives the text of its blob, and is not asked about a submodule. */
export function contentOf(mode: string, id: string, read: () => string): string {
  if (mode === "160000") return `gitlink ${id}`;
  return mode === "120000" ? linkTo(read()) : read();
}

/** A symbolic link with this text. */
export function linkTo(target: string): string {
  return `link ${target}`;
}

/** The text of a symbolic link. */
export function targetOf(content: string): string | undefined {
  return /^link ([^\n]+)$/.exec(content)?.[1];
}

/** The object id that a submodule points to. */
export function gitlinkOf(content: string): string | undefined {
  return /^gitlink ([0-9a-f]{40})$/.exec(content)?.[1];
}
