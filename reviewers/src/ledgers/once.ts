import type { Row } from "./row.ts";

/** Two rows that are one thing, before and after. */
export type Both = { readonly base: Row; readonly result: Row };

/**
 * Pairs rows that have the same key. Where a key stands more than once, rows with equal cells go first; the others pair in their order
 * if both sides have as many (`inOrder`), or where one is left on each side, and not otherwise: a wrong pair invents a change.
 */
export function pairOnce(
  base: readonly Row[],
  result: readonly Row[],
  keyOf: (row: Row) => string | undefined,
  inOrder: boolean,
): readonly Both[] {
  const [left, right] = [groups(base, keyOf), groups(result, keyOf)];
  return [...left].flatMap(([key, rows]) => {
    const others = right.get(key);
    return others === undefined ? [] : pairGroup(rows, others, inOrder);
  });
}

/** Everything that is compared in a row but its own name; of a number what it is and not how it is spelled. */
export function fingerprint({ name, cells }: Row): string {
  return JSON.stringify(
    Object.entries(cells)
      .filter(([column, cell]) => cell !== name && (column !== "value" || cells["decimal"] === undefined))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function pairGroup(base: readonly Row[], result: readonly Row[], inOrder: boolean): readonly Both[] {
  const [only, other] = [base[0], result[0]];
  if (base.length === 1 && result.length === 1 && only !== undefined && other !== undefined)
    return [{ base: only, result: other }];
  const waiting = groups(result, fingerprint);
  const equal: Both[] = [];
  const rest: Row[] = [];
  for (const row of base) {
    const match = waiting.get(fingerprint(row))?.shift();
    if (match === undefined) rest.push(row);
    else equal.push({ base: row, result: match });
  }
  const taken = new Set(equal.map((pair) => pair.result));
  const others = result.filter((row) => !taken.has(row));
  if (rest.length !== others.length || (!inOrder && rest.length > 1)) return equal;
  return [
    ...equal,
    ...rest.flatMap((row, index) => {
      const match = others[index];
      return match === undefined ? [] : [{ base: row, result: match }];
    }),
  ];
}

function groups(rows: readonly Row[], keyOf: (row: Row) => string | undefined): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const group = found.get(key);
    if (group === undefined) found.set(key, [row]);
    else group.push(row);
  }
  return found;
}
