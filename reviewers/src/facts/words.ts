/** Words of a phrase that a lexicon may have. */
const LONGEST_PHRASE = 3;

/**
 * The whole lower-case words of a name, split at camelCase, snake_case, digits and punctuation; digits are words of their own.
 * `minReplyWeight_2` has `min reply weight 2`, `userIPs` has `user ips`, `IPv4` has `ip v 4`. Linear in the name.
 */
export function wordsOf(name: string): readonly string[] {
  if (name.length > LONGEST_KEPT) return split(name);
  const known = SPLIT.get(name);
  if (known !== undefined) return known;
  if (SPLIT.size === MOST_KEPT) SPLIT.clear();
  const own = copied(name);
  const words = split(own);
  SPLIT.set(own, words);
  return words;
}

/** Names that were split lately, and units of one: the same names come again and again. */
const SPLIT = new Map<string, readonly string[]>();
const MOST_KEPT = 4_000;
const LONGEST_KEPT = 64;

function split(name: string): readonly string[] {
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
  if (name.length > LONGEST_KEPT) return find(name, lexicon, true);
  const asked = askedOf(lexicon);
  const known = asked.names.get(name);
  if (known !== undefined) return known === "" ? undefined : known;
  if (asked.names.size === MOST_KEPT) asked.names.clear();
  const found = find(name, lexicon, asked.phrases);
  asked.names.set(copied(name), found ?? "");
  return found;
}

function find(name: string, lexicon: ReadonlySet<string>, phrases: boolean): string | undefined {
  const words = wordsOf(name);
  const longest = phrases ? LONGEST_PHRASE : 1;
  for (let start = 0; start < words.length; start += 1) {
    let phrase = "";
    for (let length = 1; length <= longest && start + length <= words.length; length += 1) {
      const word = words[start + length - 1] ?? "";
      phrase = length === 1 ? word : `${phrase} ${word}`;
      if (lexicon.has(phrase)) return phrase;
      const one = singular(phrase);
      if (one !== phrase && lexicon.has(one)) return one;
    }
  }
  return undefined;
}

/** What a lexicon was asked for, as long as it has so many words: nothing in it was empty. */
type Asked = { readonly size: number; readonly phrases: boolean; readonly names: Map<string, string> };

const ASKED = new WeakMap<ReadonlySet<string>, Asked>();

function askedOf(lexicon: ReadonlySet<string>): Asked {
  const known = ASKED.get(lexicon);
  if (known?.size === lexicon.size) return known;
  const phrases = lexicon.values().some((word) => word.includes(" "));
  const asked = { size: lexicon.size, phrases, names: new Map<string, string>() };
  ASKED.set(lexicon, asked);
  return asked;
}

/** A string of its own: one that was cut out of a text keeps all of it in memory. */
function copied(name: string): string {
  return ` ${name}`.slice(1);
}

function singular(word: string): string {
  return word.length > 2 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
