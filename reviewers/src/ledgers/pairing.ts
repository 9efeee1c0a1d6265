import { sameLists } from "./lists.ts";
import { pairOnce } from "./once.ts";
import type { Both } from "./once.ts";
import { displaced } from "./order.ts";
import { renamedRows } from "./renames.ts";
import type { Row, RowChange } from "./row.ts";

type Pair = Both & { readonly how: "kept" | "moved" | "renamed" };

/**
 * What became of each row: paired by name in a remote system, then by key in the same file, then by the same name elsewhere (moved),
 * then by value with a similar name or the same neighbours (renamed); what is left was added or removed. Never by line. Rows that are
 * equal in everything and in order are left out. Deterministic; time near linear in the rows.
 */
export function pairRows(base: readonly Row[], result: readonly Row[]): readonly RowChange[] {
  const lists = sameLists(base, result);
  const left = { base, result };
  const pairs: Pair[] = [
    ...take(left, (row) => remoteOf(row), "kept"),
    ...take(left, (row) => keyOf(row, lists), "kept"),
    ...take(left, (row) => nameOf(row), "moved"),
    ...drop(
      left,
      renamedRows(left.base, left.result).map((pair) => ({ ...pair, how: "renamed" as const })),
    ),
  ];
  const outOfOrder = displaced(pairs, lists);
  return [
    ...pairs.flatMap((pair) => changeOf(pair, lists, outOfOrder.has(pair))),
    ...left.base.map((row): RowChange => ({ how: "removed", base: row })),
    ...left.result.map((row): RowChange => ({ how: "added", result: row })),
  ].toSorted(byPlace);
}

function differing(base: Row, result: Row): readonly string[] {
  return [...new Set([...Object.keys(base.cells), ...Object.keys(result.cells)])]
    .filter((column) => base.cells[column] !== result.cells[column])
    .toSorted();
}

type Left = { base: readonly Row[]; result: readonly Row[] };

function take(left: Left, keyOfRow: (row: Row) => string | undefined, how: Pair["how"]): readonly Pair[] {
  return drop(
    left,
    pairOnce(left.base, left.result, keyOfRow, how === "kept").map((pair) => ({ ...pair, how })),
  );
}

function drop(left: Left, pairs: readonly Pair[]): readonly Pair[] {
  const gone = new Set(pairs.flatMap(({ base, result }) => [base, result]));
  left.base = left.base.filter((row) => !gone.has(row));
  left.result = left.result.filter((row) => !gone.has(row));
  return pairs;
}

function remoteOf({ remote, test }: Row): string | undefined {
  return remote === undefined || remote === "" ? undefined : JSON.stringify([test, remote]);
}

function keyOf({ path, key, list, name, test }: Row, lists: ReadonlyMap<string, string>): string {
  return JSON.stringify(list === undefined ? [test, path, key] : [test, "list", lists.get(list) ?? list, name]);
}

/** What a signal is compared with is no setting of the same name. */
function nameOf({ name, test, cells }: Row): string | undefined {
  return name === "" ? undefined : JSON.stringify([test, name, cells["operator"] !== undefined]);
}

function changeOf(
  { base, result, how }: Pair,
  lists: ReadonlyMap<string, string>,
  outOfOrder: boolean,
): readonly RowChange[] {
  const columns = differing(base, result);
  const sides = { base, result, columns };
  if (how === "renamed" || base.remote !== result.remote) return [{ how: "renamed", ...sides }];
  if (base.list !== undefined || result.list !== undefined) {
    const sameList = (lists.get(base.list ?? "") ?? base.list) === result.list;
    if (!sameList) return [{ how: "moved", ...sides }];
    if (outOfOrder) return [{ how: "reordered", ...sides }];
  } else if (base.name !== result.name) return [{ how: "renamed", ...sides }];
  else if (base.path !== result.path || base.key !== result.key) return [{ how: "moved", ...sides }];
  return columns.length === 0 ? [] : [{ how: "changed", ...sides }];
}

function byPlace(a: RowChange, b: RowChange): number {
  const [x, y] = [placeOf(a), placeOf(b)];
  return compare(x.path, y.path) || x.line - y.line || compare(x.key, y.key) || compare(a.how, b.how);
}

function placeOf(change: RowChange): Row {
  return change.how === "removed" ? change.base : change.result;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
