import type { Row, RowChange } from "../../ledgers/row.ts";
import { newestOf, rowsOf } from "../rows.ts";

export const ID = "entity";

/** What became of a list or a rule, in words. */
export function titleOf(change: RowChange): string {
  const { base, result } = rowsOf(change);
  const row = newestOf(change);
  const external = row.cells["external"];
  const named = nameOf(row);
  if (external !== undefined)
    return result === undefined
      ? `${named} no longer comes from ${external}`
      : `${named} comes from ${external}, outside the repository`;
  if (base === undefined) return `${named} names ${counted(row)}${actionOf(row)}`;
  if (result === undefined) return `${named} no longer names ${counted(base)}`;
  const [from, to] = [base.cells["size"] ?? "0", row.cells["size"] ?? "0"];
  return from === to
    ? `${named} names ${from === "1" ? "another" : `${from} other`} ${nounOf(row, from)}${actionOf(row)}`
    : `${named} names ${to} instead of ${from} ${nounOf(row, from)}${actionOf(row)}`;
}

/** The name of a list, or of its file where it has none. */
export function nameOf({ name, path }: Row): string {
  return name === "" ? path : name;
}

function counted(row: Row): string {
  const size = row.cells["size"] ?? "0";
  return `${size} ${nounOf(row, size)}`;
}

function nounOf({ cells }: Row, size: string): string {
  const kind = cells["kind"] ?? "item";
  if (size === "1") return kind;
  return kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : kind.endsWith("h") ? `${kind}es` : `${kind}s`;
}

function actionOf({ cells: { action = "unknown", exception } }: Row): string {
  const unless = exception === undefined ? "" : `, unless ${exception}`;
  return action === "unknown" ? "" : ` to ${action} them${unless}`;
}

/** What a row says of itself, without naming a member. */
export function saysOf(row: Row): string {
  const { membersSha256, external } = row.cells;
  return external ?? `${counted(row)}, sha256 ${membersSha256?.slice(0, 16) ?? "?"}`;
}

/** Cells that are shown as evidence. */
export function shownCells({ cells }: Row): { readonly [name: string]: string } {
  return Object.fromEntries(SHOWN.flatMap((name) => (cells[name] === undefined ? [] : [[name, cells[name]]])));
}

const SHOWN = [
  "kind",
  "size",
  "membersSha256",
  "readBy",
  "action",
  "appliesTo",
  "exception",
  "scope",
  "basis",
  "expires",
  "switch",
  "hidden",
];
