import type { FactCollector } from "../collector.ts";
import { nameValue } from "../value.ts";
import { caseFacts } from "./cases.ts";
import { clausesOf } from "./clauses.ts";
import type { Clause } from "./clauses.ts";
import { columnFacts } from "./columns.ts";
import { conditionFacts } from "./conditions.ts";
import { dateFacts, numberAfter } from "./literals.ts";
import { splitAt, tableName } from "./split.ts";
import { closings } from "./sql-tokens.ts";
import type { SqlToken } from "./sql-tokens.ts";

/** Queries inside each other. */
const DEEPEST = 40;

/** Facts of a query and of those inside it, below a path of names; answers the tables that it reads. */
export function queryFacts(
  tokens: readonly SqlToken[],
  within: readonly string[],
  facts: FactCollector,
  depth: number,
): readonly string[] {
  if (depth > DEEPEST) {
    facts.trouble("limit.depth", `more than ${DEEPEST} queries inside each other`, tokens[0]?.line ?? 1);
    return [];
  }
  const { outer, inner } = apart(tokens);
  const tables = new Map<string, number>();
  for (const clause of clausesOf(outer)) {
    for (const table of tablesOf(clause)) tables.set(table.name, table.line);
    clauseFacts(clause, within, facts);
  }
  const below = inner.flatMap(({ name, tokens: own }) =>
    queryFacts(own, name === "" ? within : [...within, name], facts, depth + 1),
  );
  const [line] = tables.values();
  if (line !== undefined)
    facts.list({ from: line, within }, { name: "from", items: [...tables.keys()].map(nameValue), ordered: false });
  return [...new Set([...tables.keys(), ...below])];
}

function clauseFacts(clause: Clause, within: readonly string[], facts: FactCollector): void {
  const { name, tokens } = clause;
  if (name === "select") columnFacts(tokens, within, facts);
  else if (/^(?:where|on|having|qualify)$/.test(name)) {
    conditionFacts(tokens, [...within, name], facts, 0);
    caseFacts(tokens, within, facts);
  } else {
    if (name === "limit" || name === "offset" || name === "tablesample") numberAfter(clause, within, facts);
    caseFacts(tokens, within, facts);
    dateFacts(tokens, [...within, name], facts);
  }
}

type Inner = { readonly name: string; readonly tokens: readonly SqlToken[] };

/** A query without the parenthesised ones in it, and those, with their names (`name AS (…)`, `(…) AS name`). */
function apart(tokens: readonly SqlToken[]): { readonly outer: readonly SqlToken[]; readonly inner: readonly Inner[] } {
  const close = closings(tokens);
  const outer: SqlToken[] = [];
  const inner: Inner[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    outer.push(token);
    if (token.is !== "mark" || token.text !== "(" || !/^(?:SELECT|WITH)$/.test(tokens[at + 1]?.word ?? "")) continue;
    const end = close.get(at) ?? tokens.length;
    inner.push({ name: nameOf(tokens, at, end), tokens: tokens.slice(at + 1, end) });
    at = end - 1;
  }
  return { outer, inner };
}

function nameOf(tokens: readonly SqlToken[], start: number, end: number): string {
  if (tokens[start - 1]?.word === "AS") return tokens[start - 2]?.value ?? "";
  const after = tokens[end + 1]?.word === "AS" ? tokens[end + 2] : tokens[end + 1];
  if (after?.is !== "bare") return "";
  return /^(?:ON|WHERE|GROUP|ORDER|LEFT|JOIN|UNION|AND|OR|INNER|CROSS|LIMIT|HAVING|FULL|RIGHT|THEN|AS)$/.test(
    after.word,
  )
    ? ""
    : after.value;
}

function tablesOf({ name, tokens }: Clause): readonly { readonly name: string; readonly line: number }[] {
  if (name !== "from" && name !== "join" && name !== "using") return [];
  return splitAt(tokens, ",").flatMap((own) => {
    const table = tableName(own, 0);
    const [first] = own;
    return table.name === "" || first === undefined ? [] : [{ name: table.name, line: first.line }];
  });
}
