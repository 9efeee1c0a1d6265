/** Grammars by name: what `@countersign/adapters/grammars` reads and `loadSyntax` takes. */
export const GRAMMARS = ["go", "java", "python", "rust", "scala", "tsx", "typescript"] as const;

export type GrammarName = (typeof GRAMMARS)[number];

/** Languages that are read as trees, and the grammar of each: that of TSX reads JavaScript with everything people add to it. */
const GRAMMAR_OF = {
  go: "go",
  java: "java",
  javascript: "tsx",
  python: "python",
  rust: "rust",
  scala: "scala",
  tsx: "tsx",
  typescript: "typescript",
} as const satisfies Readonly<Record<string, GrammarName>>;

type SyntaxLanguage = keyof typeof GRAMMAR_OF;

/** The grammar of a language as `Reading` names it; undefined where there is none. */
export function grammarOf(language: string): GrammarName | undefined {
  return isSyntaxLanguage(language) ? GRAMMAR_OF[language] : undefined;
}

function isSyntaxLanguage(language: string): language is SyntaxLanguage {
  return Object.hasOwn(GRAMMAR_OF, language);
}
