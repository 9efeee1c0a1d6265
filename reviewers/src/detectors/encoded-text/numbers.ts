import type { Line } from "../../contract.ts";

/** Numbers in a row, over any number of lines, that are a table and not parameters. */
const LONGEST_LIST = 200;

type Table = { readonly from: number; readonly to: number };

/** Tables of at least 200 numbers with no word between them, by their lines. */
export function longNumberRuns(lines: readonly Line[]): readonly Table[] {
  const found: Table[] = [];
  let run = { from: 0, to: 0, count: 0 };
  const close = () => {
    if (run.count >= LONGEST_LIST) found.push({ from: run.from, to: run.to });
    run = { from: 0, to: 0, count: 0 };
  };
  for (const { number, text } of lines) {
    if (number > run.to + 1) close();
    for (const [token] of text.matchAll(/[A-Za-z0-9_.]+/g)) {
      if (/^\.?\d/.test(token)) run = { from: run.count === 0 ? number : run.from, to: number, count: run.count + 1 };
      else if (token.length > 1) close();
    }
  }
  close();
  return found;
}
