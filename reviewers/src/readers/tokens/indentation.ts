import type { Token } from "../reading.ts";

/** Languages in which a line's place in a block is told by its indentation alone. */
const INDENTED: ReadonlySet<string> = new Set(["python", "starlark", "yaml", "haskell"]);
/** Words that begin a definition, which takes its block along wherever it stands. */
const DEFINES: ReadonlySet<string> = new Set(["def", "class"]);

/**
 * How many blocks a line stands in, within the definition around it, for the lines that begin a statement; empty for languages that have
 * brackets. Blocks are counted and not blanks, so that a file with another width of indentation says the same. Linear.
 */
export function blocksAround(tokens: readonly Token[], language: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  if (!INDENTED.has(language)) return found;
  const open: { readonly column: number; readonly defines: boolean }[] = [];
  let [depth, end] = [0, 0];
  for (const [at, { is, text, line, column, end: last }] of tokens.entries()) {
    if (is === "comment") continue;
    if (line > end && depth <= 0 && tokens[at - 1]?.text !== "\\") {
      while ((open.at(-1)?.column ?? -1) >= column) open.pop();
      const around = open.length - 1 - open.findLastIndex(({ defines }) => defines);
      found.set(line, around);
      open.push({ column, defines: begins(tokens, at) });
    }
    if (is === "mark") depth += OPENS.has(text) ? 1 : CLOSES.has(text) ? -1 : 0;
    end = Math.max(end, last);
  }
  return found;
}

const OPENS: ReadonlySet<string> = new Set(["(", "[", "{"]);
const CLOSES: ReadonlySet<string> = new Set([")", "]", "}"]);

function begins(tokens: readonly Token[], at: number): boolean {
  const first = tokens[at]?.text === "async" ? tokens[at + 1] : tokens[at];
  return first !== undefined && DEFINES.has(first.text);
}
