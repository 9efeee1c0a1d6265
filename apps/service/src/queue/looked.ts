import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { sql } from "kysely";
import type { Queries } from "../store/database.ts";
import { requirePerson } from "./actor.ts";
import type { PersonActor } from "./actor.ts";

/** Notes that somebody looked at a revision, for that person alone; `queue.unknown` where there is no such change. */
export async function markLooked(db: Queries, policy: Policy, actor: PersonActor, change: string): Promise<void> {
  requirePerson(policy, actor);
  const row = await db.selectFrom("change").select("proposal_key").where("id", "=", change).executeTakeFirst();
  if (row === undefined) throw new CountersignError("queue.unknown", "there is no such change");
  await db
    .insertInto("looked")
    .values({ person: actor.person, change, proposal_key: row.proposal_key })
    .onConflict((conflict) => conflict.columns(["person", "change"]).doUpdateSet({ at: sql<Date>`now()` }))
    .execute();
}

/** The revision of the same proposal at which somebody looked last, perhaps this one; undefined where at none. */
export async function lastLooked(
  db: Queries,
  { person }: Pick<PersonActor, "person">,
  change: string,
): Promise<{ readonly change: string; readonly at: Date } | undefined> {
  return db
    .selectFrom("looked")
    .innerJoin("change", "change.proposal_key", "looked.proposal_key")
    .select(["looked.change", "looked.at"])
    .where("change.id", "=", change)
    .where("looked.person", "=", person)
    .orderBy("looked.at", "desc")
    .orderBy("looked.change")
    .limit(1)
    .executeTakeFirst();
}
