/** A row with the line on which it begins. */
export type CsvRow = { readonly cells: readonly string[]; readonly line: number };

/** Rows of separated values, quoted cells without their quotes. `unended` is the line of a quote that does not end. */
export function csvRows(
  text: string,
  separator: string,
): { readonly rows: readonly CsvRow[]; readonly unended?: number } {
  const rows: CsvRow[] = [];
  let [cells, line, start, at]: [string[], number, number, number] = [[], 1, 1, 0];
  const close = () => {
    if (cells.length > 1 || (cells[0] ?? "") !== "") rows.push({ cells, line: start });
    cells = [];
  };
  while (at < text.length) {
    if (text[at] === '"') {
      const end = quoteEnd(text, at);
      if (end === -1) return { rows, unended: line };
      const own = text.slice(at + 1, end);
      cells.push(own.replaceAll('""', '"'));
      line += own.split("\n").length - 1;
      at = end + 1;
      while (at < text.length && text[at] !== separator && text[at] !== "\n") at += 1;
    } else {
      const end = cellEnd(text, at, separator);
      cells.push(text.slice(at, end).trim());
      at = end;
    }
    if (text[at] === "\n") {
      close();
      [line, start] = [line + 1, line + 1];
    }
    at += 1;
  }
  close();
  return { rows };
}

function quoteEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
}

function cellEnd(text: string, start: number, separator: string): number {
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== "\n") at += 1;
  return at;
}
