import { sql } from "kysely";
import type { Database } from "../store/database.ts";

/** Everything that follows from the log, by table, in an order of its own. */
export async function projectedRows(db: Database): Promise<Readonly<Record<string, readonly string[]>>> {
  const all = async (table: "change" | "task" | "move" | "decision" | "leaf") =>
    (await db.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).toSorted();
  const { rows: events } = await sql<{ key: string }>`
    select key, at from event where kind in ('change.captured', 'change.superseded', 'decision.logged', 'incident.opened', 'incident.closed') order by key`.execute(
    db,
  );
  return {
    change: await all("change"),
    task: await all("task"),
    move: await all("move"),
    decision: await all("decision"),
    leaf: await all("leaf"),
    event: events.map((row) => JSON.stringify(row)),
  };
}
