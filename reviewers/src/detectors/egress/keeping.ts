import type { Finding } from "@countersign/core";
import { compare, normalDecimal } from "../../facts/decimal.ts";
import type { RowChange } from "../../ledgers/row.ts";
import { newestOf, rowsOf } from "../rows.ts";
import { listed, say, sayAll } from "./say.ts";

/** How long what left is kept. */
export function retention(change: RowChange): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const [from, to] = [base?.cells["retention"], result?.cells["retention"]];
  if (from === to) return [];
  const { name } = newestOf(change);
  const title =
    to === undefined
      ? `How long ${name} is kept is said no more`
      : `${name}: kept for ${to}${from === undefined ? "" : ` instead of ${from}`}`;
  // A first term only says what was not said.
  const risk = from === undefined ? "R3" : to === undefined || isLonger(from, to) ? "R4" : "R2";
  return [say(change, "egress.retention", title, risk, "Why is it needed for so long?", "retention")];
}

function isLonger(from: string, to: string): boolean {
  const [a, b] = [normalDecimal(from), normalDecimal(to)];
  return a === undefined || b === undefined || compare(a, b) < 0;
}

/** Credentials by name, told once for each file. */
export function credentials(changes: readonly RowChange[]): readonly Finding[] {
  const byFile = Map.groupBy(changes, (change) => JSON.stringify([newestOf(change).path, newestOf(change).test]));
  return [...byFile.values()].flatMap((all) => {
    const [first, ...others] = all;
    if (first === undefined) return [];
    const come = all.filter(({ how }) => how !== "removed").map((change) => newestOf(change).name);
    const gone = all.flatMap((change) =>
      "base" in change && change.base.name !== newestOf(change).name
        ? [change.base.name]
        : change.how === "removed"
          ? [change.base.name]
          : [],
    );
    const says = [
      ...(come.length === 0 ? [] : [`${listed(come)} read or set`]),
      ...(gone.length === 0 ? [] : [`${listed(gone)} gone`]),
    ];
    const ask = "Who holds these credentials, and for what are they good?";
    return [sayAll([first, ...others], "egress.credential", `Credentials by name: ${says.join("; ")}`, "R3", ask)];
  });
}

/** What sends by itself, or does no longer. */
export function switched(change: RowChange): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const [from, to] = [base?.cells["default"], result?.cells["default"]];
  if (from === to || (from === undefined && to === "off")) return [];
  const name = newestOf(change).key.replace(/^[^#]*#/u, "");
  if (to !== "on")
    return [say(change, "egress.default", `${name} is off by default`, "R2", "Does this stop all of it?", "default")];
  const ask = "Does the switch stop every way out, and were people asked?";
  return [say(change, "egress.default", `${name} sends by default`, "R4", ask, "default")];
}
