import type { JsonObject } from "@countersign/attest";
import { displayPath } from "@countersign/core";
import type { Row, RowChange } from "./row.ts";

/** A row's change as a packet keeps it: words only; of what only changed, the columns that did. */
export function rowJson(change: RowChange): JsonObject {
  switch (change.how) {
    case "added":
      return { how: "added", ...placed(change.result), after: { ...change.result.cells } };
    case "removed":
      return { how: "removed", ...placed(change.base), before: { ...change.base.cells } };
    default: {
      const { how, base, result, columns } = change;
      const from =
        how === "changed" ? {} : { from: { path: displayPath(base.path), line: String(base.line), key: base.key } };
      return { how, ...placed(result), ...from, before: cellsOf(base, columns), after: cellsOf(result, columns) };
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
  };
}

function cellsOf({ cells }: Row, columns: readonly string[]): JsonObject {
  return Object.fromEntries(
    columns.flatMap((column) => (cells[column] === undefined ? [] : [[column, cells[column]]])),
  );
}
