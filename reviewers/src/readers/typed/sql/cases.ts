import type { FactCollector } from "../collector.ts";
import { lexemeValue } from "../lexeme-text.ts";
import { conditionFacts } from "./conditions.ts";
import { sqlText } from "./sql-tokens.ts";
import type { SqlToken } from "./sql-tokens.ts";

const LONGEST = 2_000;

type Case = {
  readonly line: number;
  part: "of" | "when" | "then" | "else";
  of: SqlToken[];
  when: SqlToken[];
  gives: SqlToken[];
};

/**
 * CASE expressions in a row of tokens: for each WHEN a branch, and a setting that gives the condition's text its value, so that a
 * mapping of labels pairs by what is mapped. `CASE x WHEN 1` compares `x` with 1.
 */
export function caseFacts(tokens: readonly SqlToken[], within: readonly string[], facts: FactCollector): void {
  const open: Case[] = [];
  for (const token of tokens) {
    const own = open.at(-1);
    if (token.word === "CASE") open.push({ line: token.line, part: "of", of: [], when: [], gives: [] });
    else if (own === undefined) continue;
    else if (token.word === "WHEN" || token.word === "ELSE" || token.word === "END") {
      if (own.part === "then" || own.part === "else") mapped(own, within, facts);
      [own.when, own.gives] = [[], []];
      own.part = token.word === "WHEN" ? "when" : "else";
      if (token.word === "END") open.pop();
    } else if (token.word === "THEN") own.part = "then";
    else if (own.part === "of") own.of.push(token);
    else (own.part === "when" ? own.when : own.gives).push(token);
  }
}

function mapped({ part, of, when, gives, line }: Case, within: readonly string[], facts: FactCollector): void {
  const [first] = gives;
  if (first === undefined) return;
  const place = { from: when[0]?.line ?? first.line, to: gives.at(-1)?.end ?? line, within };
  const simple = of.length > 0 && when.length > 0 ? `${sqlText(of, LONGEST)} = ` : "";
  const text = part === "else" ? "else" : `${simple}${sqlText(when, LONGEST)}`;
  const value = lexemeValue(gives);
  facts.setting({ ...place, within: [...within, "case"] }, { name: text, value, as: "constant" });
  if (part === "else") return;
  facts.branch(place, { sort: "case", when: text, follows: sqlText(gives, LONGEST), otherwise: "" });
  if (simple !== "") facts.comparison(place, { left: lexemeValue(of), operator: "==", right: lexemeValue(when) });
  else conditionFacts(when, within, facts, 0);
}
