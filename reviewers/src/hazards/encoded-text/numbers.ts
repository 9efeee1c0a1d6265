import type { Line } from "../../contract.ts";

/** Numbers in a row, over any number of lines, that are a table and not parameters. */
const LONGEST_LIST = 200;

type Table = { readonly from: number; readonly to: number };

/** Tables of at least 200 numbers with no word between them, by their lines. */
export function longNumberRuns(lines: readonly Line[]): readonly Table[] {
  return adjacent(lines).flatMap((run) => (mayHold(run) ? tablesIn(run) : []));
}

/** Lines that stand below each other: no table goes on over a line that is not among them. */
function adjacent(lines: readonly Line[]): readonly (readonly Line[])[] {
  const runs: Line[][] = [];
  let [run, next]: [Line[], number] = [[], 0];
  for (const line of lines) {
    if (line.number !== next) runs.push((run = []));
    run.push(line);
    next = line.number + 1;
  }
  return runs;
}

/** Each number takes one unit and another that ends it, or the end of its line. */
function mayHold(lines: readonly Line[]): boolean {
  return lines.reduce((units, { text }) => units + text.length + 1, 0) >= 2 * LONGEST_LIST;
}

function tablesIn(lines: readonly Line[]): readonly Table[] {
  const found: Table[] = [];
  let run = { from: 0, to: 0, count: 0 };
  const close = () => {
    if (run.count >= LONGEST_LIST) found.push({ from: run.from, to: run.to });
    run = { from: 0, to: 0, count: 0 };
  };
  for (const { number, text } of lines) {
    if (number > run.to + 1) close();
    for (let start = 0, end = 0; start < text.length; start = end + 1) {
      for (end = start; isOfToken(text.charCodeAt(end));) end += 1;
      if (end > start && isDigit(text.charCodeAt(text.charCodeAt(start) === DOT ? start + 1 : start))) {
        if (run.count === 0) run.from = number;
        run.to = number;
        run.count += 1;
      } else if (end > start + 1) close();
    }
  }
  close();
  return found;
}

const DOT = 0x2e;

/** ASCII letters, digits, `_` and `.`; there is no unit behind the end. */
function isOfToken(unit: number): boolean {
  const letter = unit | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || isDigit(unit) || unit === DOT || unit === 0x5f;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
