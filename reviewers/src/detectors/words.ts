/** A lexicon of whole words and phrases; commas between two. */
export function lexicon(words: string): ReadonlySet<string> {
  return new Set(words.split(",").map((word) => word.trim()));
}
