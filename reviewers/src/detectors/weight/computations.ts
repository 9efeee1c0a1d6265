import type { Examined } from "../../contract.ts";
import type { Definition, Fact, Setting, Span } from "../../facts/fact.ts";

/** UTF-16 units of an expression that is looked at. */
const LONGEST = 2_000;

/** Something with a name that is worked out: a function, or a name that is set to an expression. */
export type Computation = Span & {
  readonly name: string;
  readonly within: readonly string[];
  /** Its tokens, one space between two. */
  readonly body: string;
  /** A text of a document, which is an expression only by what it is called. */
  readonly document: boolean;
};

/** What one side of a file works out under a name, outside of tests, by the name and those around it. */
export function computationsOf(side: Examined["base"]): ReadonlyMap<string, Computation> {
  const found = new Map<string, Computation>();
  const facts = (side?.facts ?? []).filter(({ test }) => !test);
  for (const fact of facts) {
    const one = isFunction(fact)
      ? { ...fact, document: false }
      : fact.fact === "setting"
        ? expressionOf(fact)
        : undefined;
    const key = one === undefined ? "" : JSON.stringify([one.within, one.name]);
    // A function that a name is set to is one computation.
    if (one !== undefined && (isFunction(fact) || !found.has(key))) found.set(key, one);
  }
  return found;
}

function isFunction(fact: Fact): fact is Definition {
  return fact.fact === "definition" && fact.sort === "function" && fact.name !== "";
}

/** An expression with an operator in it, in code or as a text in a document. */
function expressionOf({ name, within, value, as, from, to }: Setting): Computation | undefined {
  const document = as === "config";
  if (value.is !== "code" && !(value.is === "string" && document)) return undefined;
  const { text } = value;
  if (text.length > LONGEST || !/\*|\s[-+/%]\s/.test(text)) return undefined;
  return { name, within, body: (text.match(TOKEN) ?? []).join(" "), document, from, to };
}

const TOKEN = /[\p{L}_][\p{L}\p{N}_]*|\.?\d[\w.]*|\*\*|[-+*/%]=|\S/gu;
