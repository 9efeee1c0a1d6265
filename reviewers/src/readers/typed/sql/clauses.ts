import type { SqlToken } from "./sql-tokens.ts";

/** A part of a query that a keyword begins, without the keyword. */
export type Clause = { readonly name: string; readonly line: number; readonly tokens: readonly SqlToken[] };

const BEGIN: ReadonlySet<string> = new Set(
  "SELECT FROM JOIN ON USING WHERE GROUP HAVING QUALIFY WINDOW ORDER LIMIT OFFSET UNION INTERSECT EXCEPT SET VALUES TABLESAMPLE WITH".split(
    " ",
  ),
);
/** Words before JOIN that belong to it. */
const KINDS = /^(?:LEFT|RIGHT|INNER|OUTER|FULL|CROSS|NATURAL|ANTI|SEMI|LATERAL)$/;

/** The clauses of a query, in their order; what stands in parentheses begins none. */
export function clausesOf(tokens: readonly SqlToken[]): readonly Clause[] {
  const found: { name: string; line: number; tokens: SqlToken[] }[] = [];
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.is === "mark" && token.text === "(") depth += 1;
    if (token.is === "mark" && token.text === ")") depth = Math.max(0, depth - 1);
    const list = token.word === "EXCEPT" && tokens[at + 1]?.text === "(" && found.at(-1)?.name === "select";
    if (depth === 0 && BEGIN.has(token.word) && !list)
      found.push({ name: token.word.toLowerCase(), line: token.line, tokens: [] });
    else if (depth > 0 || !(KINDS.test(token.word) && found.at(-1)?.name !== "select"))
      found.at(-1)?.tokens.push(token);
  }
  return found;
}
