import type { FactCollector } from "../collector.ts";
import type { Comments } from "../comments.ts";
import { lexemeText, lexemeValue } from "../lexeme-text.ts";
import { nameValue } from "../value.ts";
import { queryFacts } from "./query.ts";
import { closings, sqlText } from "./sql-tokens.ts";
import type { SqlToken } from "./sql-tokens.ts";
import { splitAt, tableName } from "./split.ts";

/** What the statements of one text share; `names` counts those that have none of their own. */
export type SqlContext = {
  readonly facts: FactCollector;
  readonly comments: Comments;
  readonly names: Map<string, number>;
};

const TARGET = /^(?:TABLE|VIEW|INTO|OVERWRITE|UPDATE|FROM|FUNCTION|PROCEDURE|TRIGGER|INDEX|MODEL)$/;
const BETWEEN = /^(?:IF|NOT|EXISTS|TABLE|INTO|ONLY|OVERWRITE)$/;

/**
 * Facts of one statement: a query or a function by name, and everything that it says. A statement that neither selects nor computes
 * (another column, a migration of values, the end of a block) is a call of its first word. Marks of templates are passed over.
 */
export function statementFacts(tokens: readonly SqlToken[], context: SqlContext): void {
  const first = tokens.find(({ word }) => word !== "");
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return;
  const { name, after } = named(tokens, first.word);
  const unique = numbered(name, context.names);
  const within = [unique];
  const columns = columnsOf(tokens, after);
  const tables = columns === undefined ? queryFacts(tokens, within, context.facts, 0) : [];
  for (const column of columns ?? []) {
    const [own, ...type] = column;
    if (own === undefined) continue;
    const types = type[0] === undefined ? [] : [type[0].text];
    const place = { from: own.line, to: column.at(-1)?.end ?? own.line, within };
    context.facts.definition(place, { name: own.value, sort: "field", types, body: lexemeText(type) });
  }
  const sort = sortOf(tokens, first.word);
  const place = { from: first.line, to: last.end, within: [] };
  if (sort === undefined) {
    context.facts.call(place, { callee: first.word.toLowerCase(), args: [{ value: nameValue(unique) }] });
    defaultFacts(tokens, unique, context.facts);
    return;
  }
  context.facts.definition(place, {
    name: unique,
    sort,
    types: tables,
    notes: context.comments.notes(first.line),
    body: sqlText(tokens),
  });
}

/** `ALTER TABLE limits ALTER COLUMN joined SET DEFAULT 10` is a setting of that column. */
function defaultFacts(tokens: readonly SqlToken[], table: string, facts: FactCollector): void {
  for (const [at, token] of tokens.entries()) {
    const [set, column] = [tokens[at - 1], tokens[at - 2]];
    if (token.word !== "DEFAULT" || set?.word !== "SET" || column === undefined) continue;
    const end = tokens.findIndex(({ text, is }, index) => index > at && is === "mark" && text === ",");
    const value = lexemeValue(tokens.slice(at + 1, end === -1 ? tokens.length : end));
    facts.setting({ from: column.line, within: [table] }, { name: column.value, value, as: "config" });
  }
}

const VERBS = /^(?:CREATE|INSERT|MERGE|UPDATE|DELETE|REPLACE|ALTER|DROP|GRANT|REVOKE|SET|DO|BEGIN|COMMIT|END|COMMENT)$/;

function sortOf(tokens: readonly SqlToken[], verb: string): "query" | "function" | undefined {
  if (verb === "CREATE" && makes(tokens, ROUTINE)) return "function";
  const selects = tokens.some(({ word }) => word === "SELECT");
  if (!VERBS.test(verb)) return "query";
  return selects && (verb === "CREATE" || verb === "INSERT" || verb === "MERGE" || verb === "REPLACE")
    ? "query"
    : undefined;
}

const ROUTINE = /^(?:FUNCTION|PROCEDURE)$/;
const OTHER = /^(?:FUNCTION|PROCEDURE|TRIGGER|INDEX|RULE|ROLE|POLICY|TYPE)$/;

/** Whether the first words of a statement say what sort of thing it makes. */
function makes(tokens: readonly SqlToken[], sorts: RegExp): boolean {
  return tokens.slice(0, 6).some(({ word }) => sorts.test(word));
}

/** The table or view that a statement makes or fills; else its first word. */
function named(tokens: readonly SqlToken[], verb: string): { readonly name: string; readonly after: number } {
  if (!/^(?:CREATE|INSERT|MERGE|UPDATE|DELETE|REPLACE|ALTER|DROP)$/.test(verb))
    return { name: verb.toLowerCase(), after: 0 };
  let at = tokens.findIndex(({ word }) => TARGET.test(word));
  if (at === -1 || at > 12) return { name: verb.toLowerCase(), after: 0 };
  at += 1;
  while (BETWEEN.test(tokens[at]?.word ?? "")) at += 1;
  const { name, end } = tableName(tokens, at);
  return { name: name === "" ? verb.toLowerCase() : name, after: end };
}

function numbered(name: string, names: Map<string, number>): string {
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : `${name}#${count}`;
}

/** The columns that `CREATE TABLE name (…)` lists, where it makes no selection. */
function columnsOf(tokens: readonly SqlToken[], after: number): readonly (readonly SqlToken[])[] | undefined {
  if (after === 0 || tokens[after]?.text !== "(" || tokens.every(({ word }) => word !== "CREATE")) return undefined;
  if (makes(tokens, OTHER)) return undefined;
  if (tokens.some(({ word }) => word === "SELECT")) return undefined;
  const inner = tokens.slice(after + 1, closings(tokens).get(after));
  return splitAt(inner, ",").filter(
    ([own]) => own !== undefined && !/^(?:PRIMARY|FOREIGN|UNIQUE|CONSTRAINT|KEY|INDEX|CHECK)$/.test(own.word),
  );
}
