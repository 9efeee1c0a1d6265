import type { Policy } from "@countersign/core";
import { sql } from "kysely";
import type { Database } from "../store/database.ts";
import { requirePerson } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import { claimHistory, currentClaim } from "./claim.ts";
import { questionsAbout } from "./question.ts";

/**
 * Everything that the queue has about a change, for a person whom the policy in force knows (`auth.not-entitled`): the moves of its
 * proposal, its tasks with who is at them, what was decided about its content, the conversation. Undefined where there is no such.
 */
export async function readChange(db: Database, policy: Policy, actor: PersonActor, id: string) {
  requirePerson(policy, actor);
  const change = await db.selectFrom("change").selectAll().where("id", "=", id).executeTakeFirst();
  if (change === undefined) return undefined;
  const { search: _, ...shown } = change;
  const moves = await db
    .selectFrom("move")
    .select(["leaf", "change"])
    .where("proposal_key", "=", change.proposal_key)
    .orderBy("leaf")
    .execute();
  const decisions = await db
    .selectFrom("decision")
    .selectAll()
    .where("digest", "=", change.digest)
    .orderBy("leaf")
    .execute();
  return { ...shown, moves, decisions, tasks: await tasksOf(db, actor, id), questions: await questionsAbout(db, id) };
}

async function tasksOf(db: Database, { person }: PersonActor, change: string) {
  const tasks = await db.selectFrom("task").selectAll().where("change", "=", change).orderBy("role").execute();
  return Promise.all(
    tasks.map(async (task) => {
      const { role } = task;
      const snoozed = await db
        .selectFrom("snooze")
        .select("until")
        .where("change", "=", change)
        .where("role", "=", role)
        .where("person", "=", person)
        .where("until", ">", sql<Date>`now()`)
        .executeTakeFirst();
      const claim = await currentClaim(db, { change, role });
      const claims = await claimHistory(db, { change, role });
      return {
        ...task,
        claims,
        ...(claim === undefined ? {} : { claim }),
        ...(snoozed === undefined ? {} : { snoozed: snoozed.until }),
      };
    }),
  );
}
