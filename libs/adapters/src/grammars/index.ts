export { GRAMMAR_FILES, readGrammar } from "./read-grammar.ts";
