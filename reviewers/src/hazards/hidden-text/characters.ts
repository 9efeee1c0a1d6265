/** What a character hides: it reorders, it is not seen, or it ends or obeys where a reader sees nothing. */
type Hiding = "text.bidi" | "text.invisible" | "text.control";

/** One hidden character and where it stands, in UTF-16 units. */
export type Hidden = { readonly code: Hiding; readonly character: string; readonly at: number };

const SUSPECT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u{2800}]|\p{Default_Ignorable_Code_Point}/gv;
const BIDI = /^[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]$/v;
const CONTROL = /^[\p{Cc}\p{Zl}\p{Zp}]$/v;
const PICTURE = /\p{Extended_Pictographic}$/v;

/**
 * Characters of a text that a reader does not see (attacks D5, D7). A tab, a line feed and a carriage return before a
 * line feed are none; so are the selector and the joiner of a picture.
 */
export function hiddenCharacters(text: string): readonly Hidden[] {
  if (/^[\x20-\x7e\t\n]*$/.test(text)) return [];
  const found: Hidden[] = [];
  for (const match of text.matchAll(SUSPECT)) {
    const [character] = match;
    const at = match.index;
    if (character === "\t" || character === "\n" || isOrdinary(text, character, at)) continue;
    const code = BIDI.test(character) ? "text.bidi" : CONTROL.test(character) ? "text.control" : "text.invisible";
    found.push({ code, character, at });
  }
  return found;
}

function isOrdinary(text: string, character: string, at: number): boolean {
  if (character === "\r") return text[at + 1] === "\n" || at === text.length - 1;
  if (character === "\ufeff") return at === 0;
  if (character === "\ufe0f") return PICTURE.test(text.slice(Math.max(0, at - 2), at));
  if (character === "\u200d")
    return /(?:\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})$/v.test(text.slice(Math.max(0, at - 3), at));
  return false;
}
