/** Letters of alphabets that have look-alikes of Latin ones. */
const OTHER = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu;
/** What such a letter may pass for a part of: a Latin word, a path, a pattern, an address. */
const LATIN_OR_PATH = /[\p{Script=Latin}/*.?@:]/u;

/**
 * A sentence in which no path passes for another by letters that look alike (attack F31): beside Latin letters, and in
 * whatever looks like a path or a pattern, letters of such alphabets are escapes, `r\u{430}nker/**`. Plain words stay.
 */
export function withoutLookAlikes(sentence: string): string {
  return sentence.replaceAll(/\S+/g, (word) => (LATIN_OR_PATH.test(word) ? word.replaceAll(OTHER, escapeOf) : word));
}

function escapeOf(letter: string): string {
  return `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`;
}
