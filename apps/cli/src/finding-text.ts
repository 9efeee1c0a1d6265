import { displayPath } from "@countersign/core";
import type { Finding, Location } from "@countersign/core";
import { oneLine } from "./change-text.ts";
import type { Terminal } from "./terminal.ts";
import { wrapped } from "./wrapped.ts";

/** Blanks before what is said of a finding. */
const IN = 7;

/** One finding for people: risk, class and code, what was noticed and where, and what to ask. All of it is escaped. */
export function findingLines(finding: Finding, { yellow }: Terminal): readonly string[] {
  const { risk, class: name, code, title, at, before, after, evidence, ask } = finding;
  const values =
    before === undefined && after === undefined
      ? []
      : wrapped(`${oneLine(before ?? "nothing")} → ${oneLine(after ?? "nothing")}`, IN);
  const known = Object.entries(evidence)
    .filter(([, value]) => value !== "")
    .map(([what, value]) => `${oneLine(what)} ${oneLine(value)}`);
  const [first = "", ...others] = wrapped(`${name}: ${oneLine(title)}`, IN - 1);
  return [
    `  ${yellow(risk)}${first.slice(4)}`,
    ...others,
    ...wrapped(`${code}${known.length === 0 ? "" : `: ${known.join(", ")}`}`, IN, IN + 2),
    ...at.map((place) => `       ${spellPlace(place)}`),
    ...values,
    ...(ask === undefined ? [] : wrapped(`ask: ${oneLine(ask)}`, IN, IN + 5)),
  ];
}

function spellPlace({ path, side, from, to }: Location): string {
  const lines = from === 0 ? "" : from === to ? `:${from}` : `:${from}-${to}`;
  return `${displayPath(path)}${lines}${side === "base" ? " (base)" : ""}`;
}
