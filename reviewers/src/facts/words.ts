/** Words of a phrase that a lexicon may have. */
const LONGEST_PHRASE = 3;

/**
 * The whole lower-case words of a name, split at camelCase, snake_case, digits and punctuation; digits are words of their own.
 * `minReplyWeight_2` has `min reply weight 2`, `userIPs` has `user ips`, `IPv4` has `ip v 4`. Linear in the name.
 */
export function wordsOf(name: string): readonly string[] {
  return (name.match(WORD) ?? []).map((word) => word.toLowerCase());
}

/** An acronym with its plural, or up to the word that its last capital begins; a word; digits; letters without case. */
const WORD =
  /\p{Lu}+s(?!\p{Ll})|\p{Lu}+(?=v\p{Nd})|\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{Nd}+|[\p{Lo}\p{Lm}\p{Lt}\p{M}]+/gu;

/**
 * Whether a name has a word of a lexicon: lower-case words, or phrases of up to three with one space between two (`device id`). A
 * plural fits its singular. Never parts of words: `page` has no `age`.
 */
export function hasWord(name: string, lexicon: ReadonlySet<string>): boolean {
  return wordIn(name, lexicon) !== undefined;
}

/** The first word or phrase of the lexicon that the name has, as the lexicon spells it. */
export function wordIn(name: string, lexicon: ReadonlySet<string>): string | undefined {
  const words = wordsOf(name);
  for (let start = 0; start < words.length; start += 1) {
    for (let length = 1; length <= LONGEST_PHRASE && start + length <= words.length; length += 1) {
      const phrase = words.slice(start, start + length).join(" ");
      const found = [phrase, singular(phrase)].find((one) => lexicon.has(one));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function singular(word: string): string {
  return word.length > 2 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
