import type { Token } from "../reading.ts";
import { isKnown } from "./lexis.ts";

/** Remarks that a compiler, a server or a build obeys, by language. */
const OBEYED: { readonly [language: string]: RegExp } = {
  dockerfile: /^#\s*(?:syntax|escape|check)\s*=/i,
  go: /^\/\/(?:go:|export |line )|^\/\/ ?\+build|^\/\*line /,
  java: /^\/\/(?:DEPS|SOURCES|FILES|REPOS|JAVA)\b/,
  javascript: /^\/\*\*?\s*@jsx|^\/\/\/\s*<(?:reference|amd)/,
  python: /^#\s*(?:cython|distutils):/,
  ruby: /^#.{0,40}\b(?:encoding|coding|frozen[_-]string[_-]literal)\s*:/i,
  scala: /^\/\/>/,
  shell: /^#(?:SBATCH|PBS|\$)/,
  sql: /^\/\*M?[!+]/,
  typescript: /^\/\*\*?\s*@jsx|^\/\/\/\s*<(?:reference|amd)/,
};

/**
 * Tells of the remarks of a text which of them are no mere remarks: what a tool obeys, C in front of `import "C"`, and all of them where
 * nobody knows what a remark is in the language.
 */
export function obeyedRemarks(tokens: readonly Token[], language: string): (token: Token) => boolean {
  if (!isKnown(language)) return () => true;
  const pattern = Object.hasOwn(OBEYED, language) ? OBEYED[language] : undefined;
  const preambles = language === "go" ? cPreambles(tokens) : new Set<Token>();
  return (token) =>
    preambles.has(token) || (token.line === 1 && token.text.startsWith("#!")) || (pattern?.test(token.text) ?? false);
}

/** The remarks right in front of each `import "C"`: they are compiled as C. */
function cPreambles(tokens: readonly Token[]): ReadonlySet<Token> {
  const found = new Set<Token>();
  for (const [at, { text }] of tokens.entries()) {
    if (text !== "import" || tokens[at + 1]?.text !== '"C"') continue;
    for (let index = at - 1; tokens[index]?.is === "comment"; index -= 1) {
      const remark = tokens[index];
      if (remark !== undefined) found.add(remark);
    }
  }
  return found;
}
