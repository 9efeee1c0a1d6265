import type { FactCollector } from "../collector.ts";
import { nameValue } from "../value.ts";
import { caseFacts } from "./cases.ts";
import { dateFacts } from "./literals.ts";
import { splitAt } from "./split.ts";
import { sqlText } from "./sql-tokens.ts";
import type { SqlToken } from "./sql-tokens.ts";

/** Facts of what a query selects: a field for each column with its expression, and the list of their names. */
export function columnFacts(tokens: readonly SqlToken[], within: readonly string[], facts: FactCollector): void {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return;
  const names: string[] = [];
  for (const column of splitAt(tokens[0]?.word === "DISTINCT" ? tokens.slice(1) : tokens, ",")) {
    const [begin] = column;
    const end = column.at(-1);
    if (begin === undefined || end === undefined) continue;
    const { name, body } = namedColumn(column);
    names.push(name);
    const place = { from: begin.line, to: end.end, within };
    facts.definition(place, { name, sort: "field", types: [], body: sqlText(body) });
    caseFacts(body, [...within, name], facts);
    dateFacts(body, [...within, name], facts);
  }
  facts.list(
    { from: first.line, to: last.end, within },
    { name: "select", items: names.map(nameValue), ordered: false },
  );
}

/** `expression AS name`, `expression name`, `table.name`; else its own text. */
function namedColumn(column: readonly SqlToken[]): { readonly name: string; readonly body: readonly SqlToken[] } {
  const last = column.at(-1);
  const before = column.at(-2);
  if (last?.is !== "bare" || last.word === "END") return { name: sqlText(column, 200), body: column };
  if (before?.word === "AS") return { name: last.value, body: column.slice(0, -2) };
  if (before === undefined || before.text === ".") return { name: last.value, body: column };
  return { name: last.value, body: column.slice(0, -1) };
}
