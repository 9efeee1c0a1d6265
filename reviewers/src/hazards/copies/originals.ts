import type { Oid, Path } from "@countersign/core";

/** Characters from which on a line tells one file from another. */
const SHORTEST_LINE = 6;
/** Files that one line is looked up in. */
const MOST_FILES = 64;

/** What was in the tree before, by content: whole files by object id, single lines by their text. */
export type Originals = {
  readonly byOid: ReadonlyMap<Oid, Path>;
  readonly byLine: ReadonlyMap<string, readonly Path[]>;
};

/** Indexes what the base's tree has. */
export function originalsOf(
  byOid: ReadonlyMap<Oid, Path>,
  texts: readonly { readonly path: Path; readonly text: string }[],
): Originals {
  const byLine = new Map<string, Path[]>();
  for (const { path, text } of texts)
    for (const line of tellingLines(text)) {
      const known = byLine.get(line);
      if (known === undefined) byLine.set(line, [path]);
      else if (known.length < MOST_FILES && known.at(-1) !== path) known.push(path);
    }
  return { byOid, byLine };
}

/** Lines that tell something, without blanks at their ends, each once. */
export function tellingLines(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.length >= SHORTEST_LINE),
  );
}
