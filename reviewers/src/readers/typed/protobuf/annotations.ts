import type { Value } from "../../../facts/fact.ts";
import { lexemeText, lexemeValue } from "../lexeme-text.ts";
import type { Lexeme } from "../lexemes.ts";

/** An annotation of a field or a type; `text` as in `personalDataType = UserId`. */
export type Annotation = { readonly name: string; readonly value: Value; readonly text: string };

/** What stands in the first pair of brackets, split at its commas: `[(pii) = true]`, `(personalDataType = 'UserId')`. */
export function annotations(lexemes: readonly Lexeme[], open: string, close: string): readonly Annotation[] {
  const start = lexemes.findIndex(({ is, text }) => is === "mark" && text === open);
  if (start === -1) return [];
  const found: Annotation[] = [];
  let own: Lexeme[] = [];
  let depth = 0;
  for (const lexeme of lexemes.slice(start + 1)) {
    const mark = lexeme.is === "mark" ? lexeme.text : "";
    if (depth === 0 && mark === close) break;
    if (mark === "(" || mark === "[" || mark === "{") depth += 1;
    if (mark === ")" || mark === "]" || mark === "}") depth -= 1;
    if (depth === 0 && (mark === "," || mark === ";")) {
      if (own.length > 0) found.push(annotation(own));
      own = [];
    } else own.push(lexeme);
  }
  if (own.length > 0) found.push(annotation(own));
  return found;
}

function annotation(own: readonly Lexeme[]): Annotation {
  const equals = own.findIndex(({ is, text }) => is === "mark" && text === "=");
  const before = equals === -1 ? own : own.slice(0, equals);
  const name = before.map(({ text }) => text).join("");
  const after = equals === -1 ? [] : own.slice(equals + 1);
  const [only, ...others] = after;
  const said = others.length === 0 && only?.is === "string" ? only.value : lexemeText(after, 400);
  const value: Value = equals === -1 ? { is: "boolean", text: "true" } : lexemeValue(after);
  return { name, value, text: equals === -1 ? name : `${name} = ${said}` };
}
