import type { LineTokens } from "../tokens-wire/token-class.ts";
import { highlighted } from "./highlighted.ts";
import { readingOf } from "./languages.ts";
import type { Language } from "./languages.ts";
import { linesOfBlob } from "./line-collector.ts";
import { streamed } from "./streamed.ts";

/** UTF-16 units of a text that is tokenized, as of a text that is compared line by line in a terminal. */
const LONGEST_TEXT = 512 * 1024;
/** Units of its longest line: grammars and modes look for the end of a line again and again, at the square of its length. */
const LONGEST_LINE = 10_000;

/** Tokens of a blob, line by line as `blobLines` has them; or why there are none. Colours say nothing, so their absence takes nothing away. */
export type Tokens =
  | { readonly lines: readonly LineTokens[] }
  | { readonly none: "too-large" | "too-deep" | "stopped" | "failed" };

/**
 * Tokens of a whole content (`decodeText`) in a language. Same text, same tokens: keep them by blob id and {@link TOKENS_VERSION} for ever.
 *
 * It is not fast: about half a second for 9,000 lines, and minutes for a text that was made to be slow, so do not call it where others wait
 * for the same thread. `goOn` is asked every few milliseconds; hand in a function of a clock, and `stopped` comes back soon after it
 * says no. Nothing is thrown: a grammar that fails at a text is `failed`.
 */
export function tokenize(language: Language, text: string, goOn: () => boolean): Tokens {
  const reading = readingOf(language);
  if (text.length > LONGEST_TEXT || hasLongLine(text)) return { none: "too-large" };
  if ("grammar" in reading && reading.tooDeep?.test(text) === true) return { none: "too-deep" };
  try {
    const lines = "grammar" in reading ? highlighted(reading.grammar, text, goOn) : streamed(reading.mode, text, goOn);
    return lines === undefined ? { none: "stopped" } : { lines: linesOfBlob(text, lines) };
  } catch {
    return { none: "failed" };
  }
}

/** Changes whenever the same text may get other tokens. */
export const TOKENS_VERSION = 1;

function hasLongLine(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf("\n", at);
    const end = feed === -1 ? text.length : feed;
    if (end - at > LONGEST_LINE) return true;
    at = end + 1;
  }
  return false;
}
