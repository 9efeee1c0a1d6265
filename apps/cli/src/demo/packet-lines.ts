/** Characters of a row of a ledger. */
const LONGEST = 118;

/**
 * Of what `show` prints, what a first look needs: our title and the author's, findings at R3 and R4, what to ask about the
 * first of them, and rows of the ledgers.
 */
export function packetLines(lines: readonly string[]): readonly string[] {
  const asked = lines.findIndex((line) => line.startsWith("       ask: "));
  const from = lines.indexOf("Ledgers");
  const ledgers = lines.slice(from, lines.indexOf("", from));
  const named = ["entity", "pipeline"].flatMap((name) => ledgerOf(ledgers, name));
  return [
    ...lines.slice(0, from).filter((line, at) => at <= 1 || at === asked || /^ {2}R[34] /.test(line)),
    ...(named.length > 0 ? named : ledgerOf(ledgers, "parameter")),
  ];
}

/** A ledger's name and its rows; nothing where it has none. */
function ledgerOf(ledgers: readonly string[], name: string): readonly string[] {
  const from = ledgers.findIndex((line) => line.startsWith(`  ${name}: `));
  if (from < 0) return [];
  const next = ledgers.findIndex((line, at) => at > from && !line.startsWith("    "));
  return ledgers
    .slice(from, next < 0 ? undefined : next)
    .map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line));
}
