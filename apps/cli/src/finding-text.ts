import { displayPath } from "@countersign/core";
import type { Finding, Location } from "@countersign/core";
import { oneLine } from "./change-text.ts";
import type { Terminal } from "./terminal.ts";
import { wrapped } from "./wrapped.ts";

/** Blanks before what is said of a finding. */
const IN = 7;

/** One finding for people: risk, class and code, what was noticed and where, and what to ask. All of it is escaped. */
export function findingLines(finding: Finding, { yellow }: Pick<Terminal, "yellow">): readonly string[] {
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
    ...placeLines(at),
    ...values,
    ...(ask === undefined ? [] : wrapped(`ask: ${oneLine(ask)}`, IN, IN + 5)),
  ];
}

/** Places file by file and side by side: `a.py:3, 7-9 (base)`. */
function placeLines(at: readonly Location[]): readonly string[] {
  const groups = [...Map.groupBy(at, ({ path, side }) => JSON.stringify([path, side])).values()];
  return groups.flatMap((places) => {
    const [first] = places;
    if (first === undefined) return [];
    const lines = [...new Set(places.flatMap(spellLines))].join(", ");
    const text = `${displayPath(first.path)}${lines === "" ? "" : `:${lines}`}${first.side === "base" ? " (base)" : ""}`;
    return places.length === 1 ? [`${" ".repeat(IN)}${text}`] : wrapped(text, IN, IN + 2);
  });
}

function spellLines({ from, to }: Location): readonly string[] {
  if (from === 0) return [];
  return [from === to ? String(from) : `${from}-${to}`];
}
