import { sql } from "kysely";
import type { Queries } from "../store/database.ts";
import { addEvents } from "./event.ts";
import { NEVER } from "./task-clock.ts";

/** A clock is nearly over when less than this share of it is left. */
const LAST = 0.25;

/** Lets it be known, once for each time that a task was opened, that its clock is nearly over, and that it is over. `now` in seconds. */
export async function remindOfDue(db: Queries, now: number): Promise<void> {
  const rows = await db
    .selectFrom("task")
    .select(["change", "role", "opened_leaf", "due"])
    .where("state", "=", "open")
    .where("due", "<", NEVER)
    .where(sql<boolean>`due - make_interval(secs => within * ${LAST}::float8) <= to_timestamp(${now})`)
    .execute();
  await addEvents(
    db,
    rows.map(({ change, role, opened_leaf, due }) => {
      const kind = due.getTime() <= now * 1000 ? "task.overdue" : "task.due-soon";
      return { key: `${kind}:${change}:${role}:${opened_leaf}`, kind, change, role };
    }),
  );
}
