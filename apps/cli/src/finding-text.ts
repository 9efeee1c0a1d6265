import { displayPath } from "@countersign/core";
import type { Finding, Location, Packet } from "@countersign/core";
import { oneLine } from "./change-text.ts";
import type { Terminal } from "./terminal.ts";

/** Rows of one ledger that are printed; `show --json` has all. */
const MOST_ROWS = 40;

/** One finding for people: risk, class and code, what was noticed and where, and what to ask. All of it is escaped. */
export function findingLines(finding: Finding, { yellow }: Terminal): readonly string[] {
  const { risk, class: name, code, title, at, before, after, evidence, ask } = finding;
  const values =
    before === undefined && after === undefined
      ? []
      : [`       ${oneLine(before ?? "nothing")} → ${oneLine(after ?? "nothing")}`];
  const known = Object.entries(evidence).map(([what, value]) => `${oneLine(what)} ${oneLine(value)}`);
  return [
    `  ${yellow(risk)}  ${name}: ${oneLine(title)}`,
    `       ${code}${known.length === 0 ? "" : `: ${known.join(", ")}`}`,
    ...at.map((place) => `       ${spellPlace(place)}`),
    ...values,
    ...(ask === undefined ? [] : [`       ask: ${oneLine(ask)}`]),
  ];
}

/** The ledgers of a packet for people: what each is called, and its rows as `name value` pairs. */
export function ledgerLines({ ledgers }: Pick<Packet, "ledgers">, { dim }: Terminal): readonly string[] {
  return Object.entries(ledgers).flatMap(([name, rows]) => [
    `  ${oneLine(name)}: ${rows.length}`,
    ...rows.slice(0, MOST_ROWS).map((row) => `    ${rowText(row)}`),
    ...(rows.length > MOST_ROWS
      ? [dim(`    ${rows.length - MOST_ROWS} more rows are not shown; --json has them`)]
      : []),
  ]);
}

function rowText(row: Packet["ledgers"][string][number]): string {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return oneLine(String(row));
  return Object.entries(row)
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([name, value]) => `${oneLine(name)} ${oneLine(typeof value === "string" ? value : JSON.stringify(value))}`)
    .join(", ");
}

/** Where it is, what it is, and the values, in the order in which people read them; anything else comes last. */
const READING = [
  "path",
  "line",
  "key",
  "from",
  "fromLine",
  "to",
  "toLine",
  "state",
  "change",
  "before",
  "after",
  "ratio",
];

function placeOf(name: string): number {
  const at = READING.indexOf(name);
  return at === -1 ? READING.length : at;
}

function spellPlace({ path, side, from, to }: Location): string {
  const lines = from === 0 ? "" : from === to ? `:${from}` : `:${from}-${to}`;
  return `${displayPath(path)}${lines}${side === "base" ? " (base)" : ""}`;
}
