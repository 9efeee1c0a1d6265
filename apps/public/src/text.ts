/** Text of others as HTML or XML text and attribute values: nothing of it is markup, and nothing of it is unseen. */
export function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Characters that are not seen, turn the direction of text or are none in XML, as their number in brackets; long texts are cut. */
export function visible(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut
    .toWellFormed()
    .replace(UNSEEN, (character) => `[U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}]`);
}

const LONGEST = 240;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufffe\uffff]/gu;

/** Seconds since the epoch for people: `22 Nov 2026, 12:00 UTC`. */
export function spellMoment(seconds: number): string {
  const moment = new Date(seconds * 1000);
  const [date, time] = [moment.toUTCString().slice(5, 16), moment.toISOString().slice(11, 16)];
  return `${date}, ${time} UTC`;
}

/** A length of time for people, in its two largest units: `1 d 4 h`, `2 h 10 min`, `40 s`. */
export function spellLength(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [d > 0 ? `${d} d` : "", h > 0 ? `${h} h` : "", d === 0 && m > 0 ? `${m} min` : ""];
  return parts.filter((part) => part !== "").join(" ");
}

/** Leaf indices for people, runs of them shortened: `3, 7–9, 12`. */
export function spellLeaves(leaves: readonly number[], most = 400): string {
  const runs: [number, number][] = [];
  for (const leaf of leaves) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === leaf - 1) run[1] = leaf;
    else runs.push([leaf, leaf]);
  }
  const shown = runs.slice(0, most).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  return runs.length > most ? `${shown.join(", ")} and more; all of them are in the JSON feed` : shown.join(", ");
}
