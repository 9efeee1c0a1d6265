import type { Condition, Rule } from "./parse.ts";

/** Facts by their dotted names. */
export type Facts = ReadonlyMap<string, string | number | boolean>;

/** The first rule that holds, or none. A name that is no fact is an error, except as the right side of `is`. */
export function firstRule(rules: readonly Rule[], facts: Facts): Rule | undefined {
  return rules.find(({ anyOf }) => anyOf.some((group) => group.every((condition) => holds(condition, facts))));
}

function holds({ left, operator, right }: Condition, facts: Facts): boolean {
  const fact = facts.get(left);
  if (fact === undefined) throw new Error(`there is no fact ${left}`);
  const other = facts.get(right) ?? literal(right);
  switch (operator) {
    case "is":
      return fact === other;
    case "is not":
      return fact !== other;
    case "<":
      return Number(fact) < Number(other);
    case "<=":
      return Number(fact) <= Number(other);
    case ">":
      return Number(fact) > Number(other);
    case ">=":
      return Number(fact) >= Number(other);
    default:
      return neverOperator(operator);
  }
}

function literal(text: string): string | number | boolean {
  if (text === "yes" || text === "no") return text === "yes";
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function neverOperator(operator: never): never {
  throw new Error(`${String(operator)} is no operator`);
}
