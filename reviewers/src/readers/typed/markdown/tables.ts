import { numberValue, stringValue } from "../value.ts";
import type { Page } from "./markdown.ts";
import { plainText } from "./plain-text.ts";

const MOST_CELLS = 100;

/**
 * The table whose header is a line: a setting for each cell that begins with a number, by the row's name and below the column's, and a list of the
 * rows' names. The answer is the line after it; undefined where no table begins.
 */
export function tableAt({ lines, facts }: Page, at: number, within: readonly string[]): number | undefined {
  if (!(lines[at] ?? "").includes("|") || !isRuler(lines[at + 1] ?? "")) return undefined;
  const headers = cells(lines[at] ?? "");
  let end = at + 2;
  const rows: (readonly string[])[] = [];
  for (; end < lines.length && (lines[end] ?? "").includes("|"); end += 1) rows.push(cells(lines[end] ?? ""));
  const naming = namingColumn(headers, rows);
  for (const [index, row] of rows.entries()) {
    const [line, name] = [at + 3 + index, row[naming] ?? ""];
    if (name === "") continue;
    for (const [column, cell] of row.entries()) {
      const value = column <= naming ? undefined : cellValue(cell);
      if (value === undefined) continue;
      const place = { from: line, within: [...within, headers[column] ?? ""] };
      facts.setting(place, { name, value, as: "doc" });
    }
  }
  const items = rows.map((row) => stringValue(row[naming] ?? ""));
  facts.list({ from: at + 1, to: end, within }, { name: headers[naming] ?? "", items, ordered: true });
  return end;
}

function isRuler(line: string): boolean {
  const bare = line.trim();
  return bare.length < 4_000 && bare.includes("-") && bare.includes("|") && /^[|\s:-]+$/.test(bare);
}

function cells(line: string): readonly string[] {
  const own = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return own.split(/(?<!\\)\|/, MOST_CELLS).map(plainText);
}

/** The first column that is not a mere position. */
function namingColumn(headers: readonly string[], rows: readonly (readonly string[])[]): number {
  const at = headers.findIndex(
    (_, column) => rows.length === 0 || !rows.every((row) => /^\d{1,6}\.?$/.test(row[column] ?? "")),
  );
  return at === -1 ? 0 : at;
}

function cellValue(cell: string) {
  const bare = cell.replace(/^[×x]\s?(?=\d)/, "").replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  return numberValue(bare) ?? (/^[-+−]?[\d.]*\d/.test(bare) ? stringValue(cell) : undefined);
}
