import type { FileChange, Hazard, Line, Noticed } from "../../contract.ts";
import type { HazardCode } from "../codes.ts";
import { hazardFinding, named, onLine } from "../finding.ts";
import type { Told } from "../../content/finding.ts";

const ID = "off-screen";
/** Blanks in a row that push what follows off a screen. */
const WIDEST_GAP = 80;
/** UTF-16 units of a line that nobody reads to its end. */
const LONGEST_LINE = 5_000;
/** From here on the shape of the code decides whether a machine squeezed it. */
const MINIFIED_LINE = 500;
/** Squeezed code has fewer blanks than this, in percent, and more punctuation. */
const FEWEST_BLANKS = 6;
const MOST_PUNCTUATION = 15;

/** Code that lies beyond the edge of what people look at (attack D6). */
export const offScreen: Hazard = { id: ID, file: inFile };

function inFile({ entry: { path }, added }: FileChange): Noticed {
  // Each kind needs a line that is longer than a screen is wide.
  if (longest(added) <= WIDEST_GAP) return { findings: [] };
  const kinds: readonly (readonly [HazardCode, string, (line: string) => boolean])[] = [
    ["text.wide-gap", "Text behind a gap of blanks", hasWideGap],
    ["text.long-line", `Lines of more than ${LONGEST_LINE} characters`, (line) => line.length > LONGEST_LINE],
    ["text.minified", "Code that is squeezed into long lines", isMinified],
  ];
  return {
    findings: kinds.flatMap(([code, title, test]) => {
      const lines = added.filter(({ text }) => test(text));
      if (lines.length === 0) return [];
      const facts: Told = {
        title: `${title} in ${named(path)}`,
        at: lines.map(({ number }) => onLine(path, number)),
        evidence: { lines: lines.length, longest: longest(lines) },
      };
      return [hazardFinding(ID, code, facts)];
    }),
  };
}

function longest(lines: readonly Line[]): number {
  return lines.reduce((most, { text }) => Math.max(most, text.length), 0);
}

/** A run of blanks with something behind it; the run is matched once, whatever its length. */
function hasWideGap(line: string): boolean {
  if (line.length <= WIDEST_GAP) return false;
  for (const { 0: run, index } of line.matchAll(/[\p{Zs}\t]+/gv))
    if (run.length >= WIDEST_GAP && index + run.length < line.trimEnd().length) return true;
  return false;
}

function isMinified(line: string): boolean {
  if (line.length < MINIFIED_LINE) return false;
  const counts = { blanks: 0, punctuation: 0 };
  for (let at = 0; at < line.length; at += 1) {
    const unit = line.charCodeAt(at);
    if (unit === 0x20 || unit === 0x09) counts.blanks += 1;
    else if (isPunctuation(unit)) counts.punctuation += 1;
  }
  return counts.blanks * 100 < FEWEST_BLANKS * line.length && counts.punctuation * 100 > MOST_PUNCTUATION * line.length;
}

/** What statements are made of; commas, points and quotes also stand in tables of values. */
function isPunctuation(unit: number): boolean {
  return "(){}[];=<>!&|?:+*".includes(String.fromCharCode(unit));
}
