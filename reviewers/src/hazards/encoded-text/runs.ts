/** Bits per character above which a long string is not written by a person. */
const MOST_BITS = 4.5;
/** Hexadecimal digits have at most 4 bits each. */
const MOST_HEX_BITS = 3.3;

/**
 * Runs without blanks or quotes, at least this long, that look random: upper and lower case and digits mixed above 4.5
 * bits per character, or hexadecimal. Paths (many slashes) are none.
 */
export function randomRuns(line: string, shortest: number): readonly string[] {
  const runs = line.match(/[A-Za-z0-9+/=_-]+/g) ?? [];
  return runs.filter((run) => run.length >= shortest && looksRandom(run));
}

/**
 * Whether a line has a run of at least this length at all. Only the last place that a run must reach is looked at, and
 * where that is in one, the places before it; most lines are done after a few places.
 */
export function hasLongRun(line: string, shortest: number): boolean {
  for (let start = 0; start + shortest <= line.length;) {
    let at = start + shortest - 1;
    while (at >= start && isOfRun(line.charCodeAt(at))) at -= 1;
    if (at < start) return true;
    start = at + 1;
  }
  return false;
}

/** What the runs are made of: letters, digits (and `/`, in front of them), `+`, `-`, `=` and `_`. */
function isOfRun(unit: number): boolean {
  const letter = unit | 0x20;
  if ((letter >= 0x61 && letter <= 0x7a && unit < 0x80) || (unit >= 0x2f && unit <= 0x39)) return true;
  return unit === 0x2b || unit === 0x2d || unit === 0x3d || unit === 0x5f;
}

function looksRandom(run: string): boolean {
  if (count(run, "/") * 10 > run.length) return false;
  if (/^[0-9a-fA-F]+$/.test(run)) return /[a-fA-F]/.test(run) && entropy(run) > MOST_HEX_BITS;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(run)).length;
  return kinds === 3 && entropy(run) > Math.min(MOST_BITS, Math.log2(run.length) - 0.9);
}

function count(text: string, wanted: string): number {
  return text.split(wanted).length - 1;
}

/** Bits per character of a text's own distribution. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const unit of text) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  return [...counts.values()].reduce((bits, times) => bits - (times / text.length) * Math.log2(times / text.length), 0);
}
