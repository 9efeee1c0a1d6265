/** One comparison: `author.account_age_days < 7`, `post.is_reply is yes`, `post.language is not viewer.language`. */
export type Condition = { readonly left: string; readonly operator: Operator; readonly right: string };
type Operator = "<" | "<=" | ">" | ">=" | "is" | "is not";

/** A rule: groups of conditions of which one group must hold as a whole. */
export type Rule = {
  readonly name: string;
  readonly anyOf: readonly (readonly Condition[])[];
  readonly reason: string;
};

const CONDITION = /^(\S+) (<=|>=|<|>|is not|is) (\S+)$/;

/**
 * Reads our rule language: `rule NAME`, then `when`, `and` and `or` with one condition each (`and` binds tighter), then
 * `drop "REASON"`. Lines that begin with # are comments.
 */
export function parseRules(text: string): readonly Rule[] {
  const rules: Rule[] = [];
  let name = "";
  let anyOf: Condition[][] = [];
  text.split("\n").forEach((raw, index) => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return;
    const [word = "", rest = ""] = splitWord(line);
    if (word === "rule" && name === "") name = rest;
    else if (word === "when" && anyOf.length === 0) anyOf = [[conditionOf(rest, index)]];
    else if (word === "or" && anyOf.length > 0) anyOf = [...anyOf, [conditionOf(rest, index)]];
    else if (word === "and" && anyOf.length > 0) anyOf.at(-1)?.push(conditionOf(rest, index));
    else if (word === "drop" && name !== "" && anyOf.length > 0) {
      rules.push({ name, anyOf, reason: rest.replaceAll('"', "") });
      name = "";
      anyOf = [];
    } else throw new Error(`line ${index + 1}: ${word} may not stand here`);
  });
  if (name !== "") throw new Error(`the rule ${name} has no end`);
  return rules;
}

function splitWord(line: string): readonly [string, string] {
  const at = line.indexOf(" ");
  return at === -1 ? [line, ""] : [line.slice(0, at), line.slice(at + 1).trim()];
}

function conditionOf(text: string, index: number): Condition {
  const [, left, operator, right] = CONDITION.exec(text) ?? [];
  if (left === undefined || !isOperator(operator) || right === undefined)
    throw new Error(`line ${index + 1}: not a condition`);
  return { left, operator, right };
}

function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && ["<", "<=", ">", ">=", "is", "is not"].includes(text);
}
