import type { Fact, Value } from "./fact.ts";

/** Names that were renamed in a change, from the old to the new one. */
export type Renames = ReadonlyMap<string, string>;

/**
 * What a fact says, without its place and without who read it: two of one key say the same. `inside`: with the names around it,
 * because the same words elsewhere may mean something else. Old names are read as the new ones. Notes are a part of what is defined, since
 * they say what data is; beside a value they only comment.
 */
export function factKey(fact: Fact, inside: boolean, renames: Renames = NONE): string {
  const said = saidBy(fact);
  const within = inside ? `${JSON.stringify(fact.within)} ` : "";
  return renamed(`${fact.fact} ${fact.test ? "test " : ""}${within}${said}`, renames);
}

const NONE: Renames = new Map();

/** What a fact says as text, made once: facts are compared again and again. */
function saidBy(fact: Fact): string {
  const known = SAID.get(fact);
  if (known !== undefined) return known;
  const said = JSON.stringify(says(fact));
  SAID.set(fact, said);
  return said;
}

const SAID = new WeakMap<Fact, string>();

function says(fact: Fact): unknown {
  switch (fact.fact) {
    case "setting": {
      const { name, value, as, callee = "", remote = "", min = "", max = "" } = fact;
      return [name, valueKey(value), as, callee, remote, min, max];
    }
    case "call":
      return [fact.callee, fact.args.map(({ name = "", value }) => [name, valueKey(value)])];
    case "comparison":
      return [valueKey(fact.left), fact.operator, valueKey(fact.right)];
    case "list":
      return [fact.name, fact.items.map(valueKey), fact.ordered];
    case "definition":
      return [fact.name, fact.sort, fact.types, fact.notes, fact.holds === true ? "" : fact.body];
    case "branch":
      return [fact.sort, fact.when, fact.then, fact.otherwise];
    case "import":
      return [fact.module];
    default:
      return fact satisfies never;
  }
}

/** A value as text: numbers by what they are worth, everything else as it is written. */
export function valueKey(value: Value): string {
  switch (value.is) {
    case "number":
      return `n ${value.decimal}`;
    case "list":
      return `l ${JSON.stringify(value.items.map(valueKey))}`;
    default:
      return `${value.is} ${value.text}`;
  }
}

const WORD = /[\p{L}\p{N}_$]+/gu;

/** A text with the new names in place of the old ones. */
export function renamed(text: string, renames: Renames): string {
  if (renames.size === 0) return text;
  return text.replaceAll(WORD, (word) => renames.get(word) ?? word);
}
