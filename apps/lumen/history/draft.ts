/** Contents by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A tree that is being edited. What is not as the edit expects is an error, never a change that does nothing. */
export type Draft = {
  readonly paths: () => readonly string[];
  readonly text: (path: string) => string;
  readonly write: (path: string, content: string | Uint8Array) => void;
  /** Replaces the one place where a text stands. */
  readonly replace: (path: string, before: string, after: string) => void;
  /** Replaces every place where a text stands; there is at least one. */
  readonly replaceAll: (path: string, before: string, after: string) => void;
  readonly rename: (from: string, to: string) => void;
};

/** The tree that an edit makes of another. */
export function edited(files: Files, edit: (draft: Draft) => void): Files {
  const result = new Map(files);
  const bytes = (path: string) => {
    const found = result.get(path);
    if (found === undefined) throw new Error(`there is no ${path}`);
    return found;
  };
  const text = (path: string) => new TextDecoder("utf-8", { fatal: true }).decode(bytes(path));
  const write = (path: string, content: string | Uint8Array) =>
    void result.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  const places = (path: string, before: string) => text(path).split(before).length - 1;
  const replaceAll = (path: string, before: string, after: string) => {
    if (places(path, before) === 0) throw new Error(`${path} does not say: ${before}`);
    write(
      path,
      text(path).replaceAll(before, () => after),
    );
  };
  edit({
    paths: () => [...result.keys()].toSorted(),
    text,
    write,
    replaceAll,
    replace(path, before, after) {
      if (places(path, before) > 1) throw new Error(`${path} says more than once: ${before}`);
      replaceAll(path, before, after);
    },
    rename(from, to) {
      write(to, bytes(from));
      result.delete(from);
    },
  });
  return result;
}
