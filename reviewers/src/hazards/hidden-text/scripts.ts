/** Letters that look like Latin ones and are none. */
const LOOK_ALIKES = new Set("асеорхуіјѕԁһԛԝҮүАВЕКМНОРСТХУІЈЅԌԚԜοαινρυΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳոսցհօԱՏՕᎪᏟᎬᎻᎥᎫᏦᏞᎷᎠᏢᎡᏚᎢᏙᎳᏃ");
const SCRIPTS = [
  ["Latin", /\p{Script=Latin}/v],
  ["Cyrillic", /\p{Script=Cyrillic}/v],
  ["Greek", /\p{Script=Greek}/v],
  ["Armenian", /\p{Script=Armenian}/v],
  ["Cherokee", /\p{Script=Cherokee}/v],
] as const;
/** Letters of another width or style, which compilers may fold to ASCII. */
const STYLED = /[\u{ff21}-\u{ff3a}\u{ff41}-\u{ff5a}\u{1d400}-\u{1d7ff}]/v;

/** A word that is not what it looks like, and the scripts that it is made of. */
export type Confusable = { readonly word: string; readonly scripts: string };

/**
 * Words that mix scripts whose letters look alike, or that look Latin in a line which otherwise is (attack D5). A word in
 * one script beside words in another is ordinary text.
 */
export function confusableWords(text: string): readonly Confusable[] {
  if (/^\p{ASCII}*$/v.test(text)) return [];
  const words = text.match(/[\p{L}\p{M}\p{N}_]+/gv) ?? [];
  const disguised = onlyLookAlikes(text);
  return words.flatMap((word) => {
    const scripts = scriptsOf(word);
    if (STYLED.test(word)) return [{ word, scripts: ["styled", ...scripts].join(", ") }];
    const foreign = [...word].some((letter) => LOOK_ALIKES.has(letter));
    if (scripts.length > 1 && (foreign || !scripts.includes("Greek"))) return [{ word, scripts: scripts.join(", ") }];
    return scripts.length === 1 && foreign && disguised ? [{ word, scripts: scripts.join(", ") }] : [];
  });
}

function scriptsOf(word: string): readonly string[] {
  return SCRIPTS.flatMap(([name, pattern]) => (pattern.test(word) ? [name] : []));
}

/** Whether every letter that is not Latin is a look-alike, and there are Latin ones beside them. */
function onlyLookAlikes(text: string): boolean {
  if (!/[A-Za-z]/.test(text)) return false;
  const others = text.match(/[\p{L}--\p{Script=Latin}]/gv) ?? [];
  return others.every((letter) => LOOK_ALIKES.has(letter));
}
