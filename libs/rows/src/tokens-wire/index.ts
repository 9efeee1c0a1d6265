export { TOKEN_CLASSES } from "./token-class.ts";
export type { LineTokens, TokenClass } from "./token-class.ts";
export { formatTokens, parseTokens } from "./tokens-json.ts";
export type { TokensSlice } from "./tokens-json.ts";
