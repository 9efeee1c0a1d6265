import type { JsonObject } from "@countersign/attest";
import { displayPath } from "@countersign/core";
import { ratioOf } from "../facts/ratio.ts";
import { kindsOf } from "../presets/kinds-of.ts";
import type { LedgerChanges, Row, RowChange } from "./row.ts";

/** The ledgers of a change as a packet keeps them, but for those without a row. */
export function ledgersJson(ledgers: LedgerChanges): { readonly [name: string]: readonly JsonObject[] } {
  const rows = Object.entries(ledgers).map(([name, changes]) => [name, changes.map(rowJson)] as const);
  return Object.fromEntries(rows.filter(([, some]) => some.length > 0));
}

/** A row's change as a packet keeps it: words only; of what only changed, the columns that did, with unit and ratio of a number. */
function rowJson(change: RowChange): JsonObject {
  switch (change.how) {
    case "added":
      return { how: "added", ...placed(change.result), after: { ...change.result.cells } };
    case "removed":
      return { how: "removed", ...placed(change.base), before: { ...change.base.cells } };
    default: {
      const { how, base, result, columns } = change;
      const from =
        how === "changed" ? {} : { from: { path: displayPath(base.path), line: String(base.line), key: base.key } };
      const sides = { before: cellsOf(base, columns), after: cellsOf(result, columns) };
      return { how, ...placed(result), ...from, ...sides, ...measured(base, result) };
    }
  }
}

function placed({ path, line, key, remote, list, position, test }: Row): JsonObject {
  return {
    path: displayPath(path),
    line: String(line),
    key,
    ...(remote === undefined ? {} : { remote }),
    ...(list === undefined ? {} : { list }),
    ...(position === undefined ? {} : { position: String(position) }),
    ...(test ? { test: "yes" } : {}),
    ...(kindsOf(path).has("generated") ? { generated: "yes" } : {}),
  };
}

/** The unit of a number that changes, and what it was multiplied by. */
function measured(base: Row, result: Row): JsonObject {
  const [before, after, unit] = [base.cells["decimal"], result.cells["decimal"], result.cells["unit"]];
  if (before === undefined || after === undefined || before === after) return {};
  const ratio = ratioOf(before, after);
  return { ...(unit === undefined ? {} : { unit }), ...(ratio === undefined ? {} : { ratio }) };
}

function cellsOf({ cells }: Row, columns: readonly string[]): JsonObject {
  return Object.fromEntries(
    columns.flatMap((column) => (cells[column] === undefined ? [] : [[column, cells[column]]])),
  );
}
