import { sql } from "kysely";
import type { Queries } from "../store/database.ts";
import { addEvents } from "./event.ts";
import type { LogIndex } from "./log-index.ts";
import type { ProjectedRows } from "./projected-rows.ts";
import { leavesAbout } from "./task-history.ts";

/** Rows in one statement. */
const AT_ONCE = 500;

/** Keeps when leaves from `from` on were written; times are milliseconds since the epoch. */
export async function keepLeafTimes(db: Queries, from: number, times: readonly number[]): Promise<void> {
  for (const [at, some] of chunks(times))
    await db
      .insertInto("leaf")
      .values(some.map((time, index) => ({ leaf: from + at + index, at: new Date(time) })))
      .onConflict((conflict) => conflict.column("leaf").doUpdateSet({ at: sql`excluded.at` }))
      .execute();
}

/** When the leaves were written that concern some changes. */
export function leafTimesOf(db: Queries, index: LogIndex, ids: readonly string[]): Promise<(leaf: number) => number> {
  const leaves = ids.flatMap((id) => index.newest.get(id) ?? []).flatMap(({ record }) => leavesAbout(index, record));
  return timesOfLeaves(db, leaves);
}

/** When these leaves were written, in milliseconds since the epoch; 0 where it is not known. */
export async function timesOfLeaves(db: Queries, leaves: readonly number[]): Promise<(leaf: number) => number> {
  const rows = await db
    .selectFrom("leaf")
    .selectAll()
    .where(sql<boolean>`leaf = any(${[...new Set(leaves)]})`)
    .execute();
  const times = new Map(rows.map(({ leaf, at }) => [leaf, at.getTime()]));
  return (leaf) => times.get(leaf) ?? 0;
}

/** Replaces the rows of some changes by these. */
export async function writeRows(
  db: Queries,
  { changes, tasks, moves, decisions, events }: ProjectedRows,
): Promise<void> {
  if (changes.length === 0) return;
  const ids = changes.map(({ id }) => id);
  await db.deleteFrom("change").where("id", "in", ids).execute();
  await db.deleteFrom("task").where("change", "in", ids).execute();
  for (const [table, rows] of [
    ["move", moves],
    ["decision", decisions],
  ] as const) {
    const leaves = rows.map(({ leaf }) => leaf);
    // Another log may have been here before, with other records at these leaves.
    await db
      .deleteFrom(table)
      .where(({ eb, or }) => or([eb("change", "in", ids), eb("leaf", "in", leaves.length === 0 ? [-1] : leaves)]))
      .execute();
  }
  for (const [, some] of chunks(changes)) await db.insertInto("change").values(some).execute();
  for (const [, some] of chunks(tasks)) await db.insertInto("task").values(some).execute();
  for (const [, some] of chunks(moves)) await db.insertInto("move").values(some).execute();
  for (const [, some] of chunks(decisions)) await db.insertInto("decision").values(some).execute();
  await addEvents(db, events);
}

/** Takes away what the log does not say, or no longer. */
export async function dropStale(db: Queries, { contents, newest }: LogIndex): Promise<void> {
  const ids = [...newest.keys()];
  for (const [table, column] of [
    ["change", "id"],
    ["task", "change"],
    ["move", "change"],
    ["decision", "change"],
  ] as const)
    await sql`delete from ${sql.table(table)} where not (${sql.ref(column)} = any(${ids}))`.execute(db);
  await db.deleteFrom("leaf").where("leaf", ">=", contents.size).execute();
}

function* chunks<T>(items: readonly T[]): Generator<readonly [number, readonly T[]]> {
  for (let from = 0; from < items.length; from += AT_ONCE) yield [from, items.slice(from, from + AT_ONCE)];
}
