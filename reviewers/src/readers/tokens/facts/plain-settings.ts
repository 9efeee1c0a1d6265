import type { Setting } from "../../../facts/fact.ts";
import { ASSIGNING } from "./settings.ts";
import { KEYWORDS, PROSE, RULE_VERBS } from "./keywords.ts";
import type { Found, Source } from "./source.ts";
import { valueOf } from "./values.ts";

/** `KEY value` on a line of its own, in a text that is no code of a known language. */
export function plainSetting(source: Source, row: number): Found<Setting> | undefined {
  const { tokens, rowEnd, language, parent } = source;
  const end = Math.min(rowEnd[row] ?? row, tokens.length);
  if (end - row < 2 || end - row > 12 || ASSIGNING.test(language) || PROSE.has(language)) return undefined;
  const around = tokens[parent[row] ?? -1]?.text;
  if (around === "(" || around === "[") return undefined;
  const begin = tokens[row]?.text === "then" ? row + 1 : row;
  const signed = tokens[end - 2]?.text === "-" && tokens[end - 3]?.is === "word" ? 2 : 1;
  const key = tokens.slice(begin, end - signed);
  if (key.length === 0 || !isKey(key) || tokens[row]?.line !== tokens[end - 1]?.line) return undefined;
  const value = valueOf(source, end - signed, end);
  if (value.is !== "number" && value.is !== "string" && value.is !== "boolean") return undefined;
  const name = key
    .map(({ text }, index) => (key[index - 1]?.is === "word" && /^\w/.test(text) ? `.${text}` : text))
    .join("");
  return { fact: "setting", name, value, as: "config", notes: source.notes(tokens[row]?.line ?? 0), span: [row, end] };
}

/** Words that compare, and name nothing. */
const COMPARES = /^(?:contains|matches|equals|like|is|has|above|below|over|under|least|most|than|between|exceeds)$/i;

/** Up to three words, dotted or dashed names, none of which is a keyword. */
function isKey(key: Source["tokens"]): boolean {
  const names = key.filter(({ is }) => is === "word");
  const fits = key.every(({ is, text }, index) => is === "word" || (index > 0 && is === "mark" && /^[.-]$/.test(text)));
  const pairs = key.filter(({ is }, index) => is === "word" && key[index - 1]?.is === "word").length;
  return (
    fits &&
    key[0]?.is === "word" &&
    pairs < 3 &&
    !names.some(({ text }) => KEYWORDS.has(text) || RULE_VERBS.has(text) || COMPARES.test(text))
  );
}

/** `return 0.5`: what a function of its name gives. */
export function returned(source: Source, at: number, name: string | undefined): Found<Setting> | undefined {
  const { tokens, cell, cellEnd } = source;
  if (name === undefined || tokens[at]?.text !== "return") return undefined;
  const end = Math.min(cellEnd[cell[at] ?? at] ?? at, tokens.length);
  const value = end > at + 1 ? valueOf(source, at + 1, end) : undefined;
  if (value?.is !== "number") return undefined;
  return { fact: "setting", name, value, as: "constant", notes: [], span: [at, end] };
}
