/** What words are compared by: a word, a run of blanks, or any other character. Joined they are the text. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^]/gu) ?? [];
}
