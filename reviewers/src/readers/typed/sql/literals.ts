import type { FactCollector } from "../collector.ts";
import { lexemeValue } from "../lexeme-text.ts";
import { stringValue } from "../value.ts";
import type { Clause } from "./clauses.ts";
import type { SqlToken } from "./sql-tokens.ts";

/** Literals that are a date, outside of conditions, as settings named `date`. */
export function dateFacts(tokens: readonly SqlToken[], within: readonly string[], facts: FactCollector): void {
  for (const { is, value, line } of tokens)
    if (is === "string" && /^\d{4}-\d\d-\d\d/.test(value))
      facts.setting({ from: line, within }, { name: "date", value: stringValue(value), as: "constant" });
}

/** The number that a clause such as LIMIT gives, as a setting by the clause's name. */
export function numberAfter({ name, tokens, line }: Clause, within: readonly string[], facts: FactCollector): void {
  const own = tokens.filter(({ text }) => text !== "(" && text !== ")" && text !== ",");
  const [first] = own;
  if (first !== undefined) facts.setting({ from: line, within }, { name, value: lexemeValue([first]), as: "constant" });
}
