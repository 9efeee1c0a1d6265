/** Characters of a line of a ledger. */
const LONGEST = 118;

/**
 * Of what `show` prints, what a first look needs: our title and the author's, findings at R3 and R4, what to ask about the
 * first of them, and the ledgers of people and pipelines; where neither differs, that of parameters.
 */
export function packetLines(lines: readonly string[]): readonly string[] {
  const author = lines.findIndex((line) => line.startsWith("by the author: "));
  const from = lines.indexOf("Ledgers");
  const ledgers = lines.slice(from, lines.indexOf("", from));
  const named = ["entity", "pipeline"].flatMap((name) => blockOf(ledgers, `  ${name}: `, /^ {4}/));
  return [
    ...lines.slice(0, author + 1),
    ...findingLines(lines.slice(author + 1, from)),
    ...(named.length > 0 ? named : blockOf(ledgers, "  parameter: ", /^ {4}/)).map(cut),
  ];
}

/** A line for each finding, and below the first one its question; both may be broken into several. */
function findingLines(lines: readonly string[]): readonly string[] {
  const risks = lines.flatMap((line, at) => (/^ {2}R[34] /.test(line) ? [at] : []));
  return risks.flatMap((at, index) => [
    ...blockOf(lines.slice(at), lines[at] ?? "", /^ {6}\S/),
    ...(index > 0 ? [] : blockOf(lines, "       ask: ", /^ {8}/)),
  ]);
}

/** The first line that begins so, and those that directly follow it and belong to it; nothing where there is none. */
function blockOf(lines: readonly string[], start: string, more: RegExp): readonly string[] {
  const from = lines.findIndex((line) => line.startsWith(start));
  if (from < 0) return [];
  const end = lines.findIndex((line, at) => at > from && !more.test(line));
  return lines.slice(from, end < 0 ? undefined : end);
}

function cut(line: string): string {
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
