import { wordsOf } from "../../facts/words.ts";

/** The unit that a name or a note states, if the value is a number: `TTL_MS` is in `ms`. */
export function unitOf(name: string, notes: readonly string[], decimal: string | undefined): string | undefined {
  if (decimal === undefined) return undefined;
  const [last, ...rest] = wordsOf(name).toReversed();
  for (const word of [last, ...rest, ...notes.flatMap((note) => (note.length > 100 ? [] : wordsOf(note)))]) {
    const unit = word === undefined ? undefined : UNITS.get(word);
    if (unit !== undefined) return unit;
  }
  return undefined;
}

const UNITS: ReadonlyMap<string, string> = new Map([
  ["ns", "ns"],
  ["nanos", "ns"],
  ["us", "us"],
  ["micros", "us"],
  ["ms", "ms"],
  ["millis", "ms"],
  ["millisecond", "ms"],
  ["milliseconds", "ms"],
  ["sec", "s"],
  ["secs", "s"],
  ["seconds", "s"],
  ["mins", "min"],
  ["minutes", "min"],
  ["hour", "h"],
  ["hours", "h"],
  ["hrs", "h"],
  ["day", "d"],
  ["days", "d"],
  ["week", "w"],
  ["weeks", "w"],
  ["pct", "%"],
  ["percent", "%"],
  ["percentage", "%"],
  ["bytes", "B"],
  ["kb", "kB"],
  ["mb", "MB"],
]);
