import type { SqlToken } from "./sql-tokens.ts";

/** Tokens between marks that stand in no brackets of theirs. */
export function splitAt(tokens: readonly SqlToken[], mark: string): readonly (readonly SqlToken[])[] {
  const found: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.is === "mark" && (token.text === "(" || token.text === "[")) depth += 1;
    if (token.is === "mark" && (token.text === ")" || token.text === "]")) depth = Math.max(0, depth - 1);
    if (depth === 0 && token.is === "mark" && token.text === mark) found.push([]);
    else found.at(-1)?.push(token);
  }
  return found.filter((own) => own.length > 0);
}

/** The dotted name at a place, and where it ends; marks of a template belong to it. Empty where none begins. */
export function tableName(tokens: readonly SqlToken[], start: number): { readonly name: string; readonly end: number } {
  let name = "";
  let at = start;
  for (let more = true; more && at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const starts = at === start || token.spaced === false;
    more = starts && (token.is === "bare" || /^(?:[.$:{}-]|\{\{|\}\})$/.test(token.text));
    if (!more) break;
    name += token.is === "bare" ? token.value.replaceAll("`", "") : token.text;
  }
  return { name: name.replaceAll(/^[`"]|[`"]$/g, ""), end: at };
}
