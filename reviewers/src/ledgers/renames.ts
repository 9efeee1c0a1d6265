import { wordsOf } from "../facts/words.ts";
import { fingerprint } from "./once.ts";
import type { Both } from "./once.ts";
import type { Row } from "./row.ts";

/** A word that two rows have is one row's own once the other row is paired. */
const ROUNDS = 3;
/** Rows with one value that are compared with each other. */
const MOST_ALIKE = 40;

/**
 * Rows that are left on both sides and are one thing under another name: the same cells and a similar name; the same cells, alone with
 * them among their neighbours; or other cells, where names share words that no neighbour has. Rows of other files are not looked at.
 */
export function renamedRows(base: readonly Row[], result: readonly Row[]): readonly Both[] {
  const pairs: Both[] = [];
  const taken = new Set<Row>();
  const add = (found: readonly Both[]) => {
    for (const pair of found) {
      if (taken.has(pair.base) || taken.has(pair.result)) continue;
      taken.add(pair.base).add(pair.result);
      pairs.push(pair);
    }
  };
  const each = (
    keyOf: (row: Row) => string,
    pairing: (base: readonly Row[], result: readonly Row[]) => readonly Both[],
  ) => {
    const others = grouped(
      result.filter((row) => !taken.has(row)),
      keyOf,
    );
    for (const [key, rows] of grouped(
      base.filter((row) => !taken.has(row)),
      keyOf,
    ))
      add(pairing(rows, others.get(key) ?? []));
  };
  each((row) => `${row.path} ${row.test} ${fingerprint(row)}`, similarNames);
  each((row) => `${neighbourhood(row)} ${fingerprint(row)}`, onlyOnes);
  for (let round = 0; round < ROUNDS; round += 1) each(neighbourhood, ownWords);
  return pairs;
}

/** Words of a name without their endings: `is_replied` and `replyCount` share `reply`. */
function stemsOf(name: string): readonly string[] {
  return wordsOf(name).map((word) => {
    if (word.endsWith("ied")) return `${word.slice(0, -3)}y`;
    const stem = word.replace(/(?:s|ed|ing)$/, "");
    return stem.length > 2 ? stem : word;
  });
}

/** Whether two names share at least half of the words of the longer. */
function similar(a: string, b: string): boolean {
  const [first, second] = [new Set(stemsOf(a)), new Set(stemsOf(b))];
  const shared = [...first].filter((word) => second.has(word)).length;
  return shared > 0 && shared * 2 >= Math.max(first.size, second.size);
}

function similarNames(base: readonly Row[], result: readonly Row[]): readonly Both[] {
  return base.slice(0, MOST_ALIKE).flatMap((row) => {
    const match = result.slice(0, MOST_ALIKE).find((other) => similar(row.name, other.name));
    return match === undefined ? [] : [{ base: row, result: match }];
  });
}

function onlyOnes(base: readonly Row[], result: readonly Row[]): readonly Both[] {
  const [only, other] = [base[0], result[0]];
  return only !== undefined && other !== undefined && base.length === 1 && result.length === 1 && tells(only)
    ? [{ base: only, result: other }]
    : [];
}

/** Values that stand everywhere say nothing about what a row is. */
function tells({ cells }: Row): boolean {
  const value = cells["decimal"] ?? cells["value"];
  return value !== undefined && !COMMON.has(value);
}

const COMMON: ReadonlySet<string> = new Set(["", "0", "1", "true", "false", "None", "null", "nil", "[]"]);

/** Each word that stands once on each side is a vote for the two rows that have it. */
function ownWords(base: readonly Row[], result: readonly Row[]): readonly Both[] {
  const [left, right] = [owners(base), owners(result)];
  const votes = new Map<Row, Map<Row, number>>();
  for (const [word, row] of left) {
    const other = right.get(word);
    if (row === undefined || other === undefined) continue;
    const of = votes.get(row) ?? new Map<Row, number>();
    votes.set(row, of.set(other, (of.get(other) ?? 0) + 1));
  }
  return base.flatMap((row) => {
    const found = [...(votes.get(row) ?? [])].toSorted(([, a], [, b]) => b - a);
    const best = found.find(([other]) => alike(row, other));
    return best === undefined ? [] : [{ base: row, result: best[0] }];
  });
}

/** In a page of text, words around a value vary more than names in code do. */
function alike(base: Row, result: Row): boolean {
  return base.cells["kind"] === "doc" || similar(base.name, result.name);
}

function owners(rows: readonly Row[]): ReadonlyMap<string, Row | undefined> {
  const found = new Map<string, Row | undefined>();
  for (const row of rows)
    for (const word of new Set(stemsOf(row.name))) found.set(word, found.has(word) ? undefined : row);
  return found;
}

/** What rows stand among: their list, or what encloses them; in a page of text the whole page. */
function neighbourhood({ path, key, name, list, cells, test }: Row): string {
  const parent = list ?? (cells["kind"] === "doc" ? "" : key.slice(0, Math.max(0, key.lastIndexOf(name))));
  return JSON.stringify([path, test, cells["kind"] ?? "", cells["type"] ?? "", parent]);
}

function grouped(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = found.get(key);
    if (group === undefined) found.set(key, [row]);
    else group.push(row);
  }
  return found;
}
