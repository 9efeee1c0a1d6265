/**
 * What a token is drawn as. A token is known by its place in this list; new classes are appended. Plain names, operators and
 * punctuation have no class: they look like text.
 */
export const TOKEN_CLASSES = [
  "keyword",
  "string",
  "number",
  "comment",
  "type",
  "function",
  "property",
  "constant",
  "meta",
  "heading",
  "link",
  "emphasis",
] as const;

export type TokenClass = (typeof TOKEN_CLASSES)[number];

/** The place of a class. */
export function tokenClass(name: TokenClass): number {
  return TOKEN_CLASSES.indexOf(name);
}

/** Tokens of one line, `from, to, class` for each, in order and without overlap, in UTF-16 units of the line. */
export type LineTokens = readonly number[];
