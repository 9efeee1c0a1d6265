import { formatCanonical, integer, object, oneOf, parseCanonical, read, string } from "@countersign/attest";
import { VERSION, disagree, version } from "../wire/document.ts";
import { numberLists } from "../wire/lists.ts";
import { TOKEN_CLASSES } from "./token-class.ts";
import type { LineTokens } from "./token-class.ts";

/** Tokens of lines of a blob: `from`, counted from 0, and as many as there are; `of`: how many lines the blob has. */
export type TokensSlice = {
  readonly language: string;
  readonly from: number;
  readonly of: number;
  readonly lines: readonly LineTokens[];
};

/**
 * The bytes of tokens: canonical JSON. Of each token stand there how many units lie before it, how many it has, and its class, because small
 * numbers are short: `[0, 3, 0, 4, 5, 5]` is `[0, 3, 0, 7, 12, 5]` as `LineTokens`.
 */
export function formatTokens({ language, from, of, lines }: TokensSlice): Uint8Array {
  return formatCanonical({ from, kind: "tokens", language, lines: lines.map(gaps), of, version: VERSION });
}

function gaps(tokens: LineTokens): readonly number[] {
  const found: number[] = [];
  for (let at = 0, end = 0; at < tokens.length; at += 3) {
    const [from = 0, to = 0, kind = 0] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    found.push(from - end, to - from, kind);
    end = to;
  }
  return found;
}

const tokens = object({
  from: integer,
  kind: oneOf("tokens"),
  language: string,
  lines: numberLists,
  of: integer,
  version,
});

/** Reads what {@link formatTokens} prints and nothing else; refuses as `parseSlice` does, classes that it does not know too. */
export function parseTokens(bytes: Uint8Array): TokensSlice {
  const { language, from, of, lines } = read(tokens, parseCanonical(bytes, "web"), "web");
  if (from + lines.length > of) disagree("more lines than the blob has");
  return { language, from, of, lines: lines.map(absolute) };
}

function absolute(numbers: readonly number[]): LineTokens {
  const found: number[] = [];
  for (let at = 0, end = 0; at < numbers.length; at += 3) {
    const [gap = 0, length = 0, kind = -1] = [numbers[at], numbers[at + 1], numbers[at + 2]];
    if (kind < 0 || kind >= TOKEN_CLASSES.length || length === 0) disagree("a token that is none");
    found.push(end + gap, end + gap + length, kind);
    end += gap + length;
  }
  return found;
}
