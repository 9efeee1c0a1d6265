import { CountersignError } from "@countersign/core";
import type { Selectable } from "kysely";
import type { Queries } from "../store/database.ts";
import type { TaskTable } from "./table.ts";

/** Names a task: a change before the people of a role. */
export type TaskName = { readonly change: string; readonly role: string };

/** A task as it is kept. */
export type Task = Selectable<TaskTable>;

/** The task of a change for a role; undefined where there is none. */
export function taskOf(db: Queries, { change, role }: TaskName): Promise<Task | undefined> {
  return db.selectFrom("task").selectAll().where("change", "=", change).where("role", "=", role).executeTakeFirst();
}

/** A task that waits for its role, held to the end of the transaction; `queue.unknown`, `queue.closed`. */
export async function holdOpenTask(db: Queries, { change, role }: TaskName): Promise<Task> {
  const task = await db
    .selectFrom("task")
    .selectAll()
    .where("change", "=", change)
    .where("role", "=", role)
    .forUpdate()
    .executeTakeFirst();
  if (task === undefined) throw new CountersignError("queue.unknown", "there is no such task");
  if (task.state !== "open")
    throw new CountersignError("queue.closed", `nothing waits for ${role} there: it is ${task.state}`);
  return task;
}
