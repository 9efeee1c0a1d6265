import { KEYWORDS } from "./keywords.ts";
import type { Source } from "./source.ts";
import { cellsOf, valueOf } from "./values.ts";

/** Tokens of a head. */
const MOST_STEPS = 60;

/** Names of types in the head: what is extended, mixed in, or given back. */
export function typesOf({ tokens, pair }: Source, from: number, to: number): readonly string[] {
  const types: string[] = [];
  for (let at = from; at < Math.min(to, from + MOST_STEPS) && types.length < 8;) {
    const token = tokens[at];
    if (token?.text === "=" || token?.text === "{") break;
    const plain = token?.is === "word" && !KEYWORDS.has(token.text) && token.text !== "extends";
    if (plain && /^(?:extends|with|implements|->|:|,|<)$/.test(tokens[at - 1]?.text ?? "")) types.push(token.text);
    const beyond = pair[at] ?? -1;
    at = beyond > at ? beyond + 1 : at + 1;
  }
  return types;
}

/** `class Young(Filter)`. */
export function basesOf(source: Source, open: number): readonly string[] {
  const values = cellsOf(source, open).map(([from, to]) => valueOf(source, from, to));
  return values.flatMap((value) => (value.is === "name" ? [value.text] : [])).slice(0, 8);
}
