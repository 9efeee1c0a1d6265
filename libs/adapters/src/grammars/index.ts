export { readGrammar } from "./read-grammar.ts";
