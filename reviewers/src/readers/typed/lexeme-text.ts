import type { Value } from "../../facts/fact.ts";
import type { Lexeme } from "./lexemes.ts";
import { codeValue, nameValue, numberValue, stringValue, wordValue } from "./value.ts";

/** Units of a row of lexemes; bodies are not longer. */
const LONGEST = 100_000;

/** Lexemes with one space between two, as bodies of definitions are. */
export function lexemeText(lexemes: readonly Lexeme[], most = LONGEST): string {
  let text = "";
  for (const { text: own } of lexemes) {
    if (text.length >= most) break;
    text += text === "" ? own : ` ${own}`;
  }
  return text.slice(0, most);
}

/** The value that a row of lexemes is: a literal, a number with its sign, a dotted name, or code. */
export function lexemeValue(lexemes: readonly Lexeme[]): Value {
  const [first, second, third] = lexemes;
  if (first === undefined) return codeValue("");
  if (second === undefined && first.is === "string") return stringValue(first.value);
  if (second === undefined) return first.is === "bare" ? bareValue(first.text) : codeValue(first.text);
  if (third === undefined && (first.text === "-" || first.text === "+"))
    return numberValue(`${first.text}${second.text}`) ?? codeValue(lexemeText(lexemes));
  const dotted = lexemes.every(({ is, text }) => is === "bare" || text === ".");
  return dotted && lexemes.some(({ text }) => text === ".")
    ? nameValue(lexemes.map(({ text }) => text).join(""))
    : codeValue(lexemeText(lexemes));
}

function bareValue(text: string): Value {
  const value = wordValue(text);
  return value.is === "string" ? nameValue(text) : value;
}
