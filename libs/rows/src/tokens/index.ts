export { languageOf } from "./languages.ts";
export type { Language } from "./languages.ts";
export { TOKENS_VERSION, tokenize } from "./tokenize.ts";
export type { Tokens } from "./tokenize.ts";
