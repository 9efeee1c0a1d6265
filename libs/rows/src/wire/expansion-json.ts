import { formatCanonical, integer, object, oneOf, parseCanonical, read } from "@countersign/attest";
import type { ContextRow } from "../patch/row.ts";
import { VERSION, disagree, version } from "./document.ts";
import { ROW_COLUMNS, rowColumns, rowsOf } from "./row-columns.ts";

/** Rows of a gap: `from`, counted from 0 in the gap, and as many as there are. `of`: how many the gap has. */
export type Expansion = {
  readonly file: number;
  readonly gap: number;
  readonly from: number;
  readonly of: number;
  readonly rows: readonly ContextRow[];
};

/** The bytes of an expansion: canonical JSON, the rows as in a slice. */
export function formatExpansion({ file, gap, from, of, rows }: Expansion): Uint8Array {
  return formatCanonical({ ...rowColumns(rows), file, from, gap, kind: "expansion", of, version: VERSION });
}

const expansion = object({
  ...ROW_COLUMNS,
  file: integer,
  from: integer,
  gap: integer,
  kind: oneOf("expansion"),
  of: integer,
  version,
});

/** Reads what {@link formatExpansion} prints and nothing else; refuses as `parseSlice` does. */
export function parseExpansion(bytes: Uint8Array): Expansion {
  const { file, gap, from, of, ...columns } = read(expansion, parseCanonical(bytes, "web"), "web");
  const rows = rowsOf(columns, []).map((row) =>
    row.kind === "context" ? row : disagree("rows that changed in a gap"),
  );
  if (from + rows.length > of) disagree("more rows than the gap has");
  return { file, gap, from, of, rows };
}
