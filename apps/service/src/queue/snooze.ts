import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { sql } from "kysely";
import { inTransaction } from "../store/database.ts";
import type { Queries } from "../store/database.ts";
import { requireRole } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import { holdOpenTask } from "./task.ts";
import type { TaskName } from "./task.ts";

/** Puts a task out of one's own sight until then; undefined puts it back. `queue.snooze` for a time that is over. Its clock goes on. */
export async function snoozeTask(
  db: Queries,
  policy: Policy,
  actor: PersonActor,
  { change, role }: TaskName,
  until: Date | undefined,
): Promise<void> {
  requireRole(policy, actor, role);
  return inTransaction(db, async (one) => {
    await holdOpenTask(one, { change, role });
    await one
      .deleteFrom("snooze")
      .where("change", "=", change)
      .where("role", "=", role)
      .where("person", "=", actor.person)
      .execute();
    if (until === undefined) return;
    const { over } = await one
      .selectNoFrom(sql<boolean>`${until}::timestamptz <= now()`.as("over"))
      .executeTakeFirstOrThrow();
    if (over) throw new CountersignError("queue.snooze", "that time is over");
    await one.insertInto("snooze").values({ change, role, person: actor.person, until }).execute();
  });
}
