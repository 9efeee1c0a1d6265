import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { sql } from "kysely";
import { inTransaction } from "../store/database.ts";
import type { Queries } from "../store/database.ts";
import { hasRole, requireRole } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import { addEvents } from "./event.ts";
import type { EventKind } from "./event.ts";
import { writtenText } from "./written-text.ts";
import { holdOpenTask } from "./task.ts";
import type { TaskName } from "./task.ts";

/** Seconds for which somebody is at a task who does not say so again. */
export const CLAIM_LEASE = 30 * 60;

/** Who is at a task, and until when unless it is renewed. It locks nothing: it tells others. */
export type Claim = TaskName & { readonly person: string; readonly since: Date; readonly until: Date };

/**
 * Says that somebody of the role is at a task, or still is. Where another is, that takes a reason, which is kept for all to see:
 * else `queue.claimed`. Codes of `requireRole` and `holdOpenTask`.
 */
export async function claimTask(
  db: Queries,
  policy: Policy,
  actor: PersonActor,
  task: TaskName,
  reason?: string,
): Promise<Claim> {
  requireRole(policy, actor, task.role);
  return inTransaction(db, async (one) => {
    await holdOpenTask(one, task);
    const before = await currentClaim(one, task);
    if (before?.person === actor.person) return putClaim(one, task, actor.person, before.since);
    if (before !== undefined && reason === undefined)
      throw new CountersignError("queue.claimed", `${before.person} is at it until ${before.until.toISOString()}`);
    const claim = await putClaim(one, task, actor.person);
    if (before === undefined) await note(one, "claim.taken", task, actor.person);
    else await note(one, "claim.stolen", task, actor.person, before.person, writtenText(reason ?? "", "queue.reason"));
    return claim;
  });
}

/** Says that somebody is no longer at a task; `queue.not-claimed` where that person is not. */
export async function releaseTask(db: Queries, policy: Policy, actor: PersonActor, task: TaskName): Promise<void> {
  requireRole(policy, actor, task.role);
  return inTransaction(db, async (one) => {
    await holdOpenTask(one, task);
    await requireOwn(one, actor, task);
    await dropClaim(one, task);
    await note(one, "claim.released", task, actor.person);
  });
}

/** Hands a claim of one's own to another person of the role; `queue.successor` where the policy knows no such person. */
export async function handOver(
  db: Queries,
  policy: Policy,
  actor: PersonActor,
  task: TaskName,
  to: { readonly person: string; readonly reason: string },
): Promise<Claim> {
  requireRole(policy, actor, task.role);
  if (to.person === actor.person || !hasRole(policy, to.person, task.role))
    throw new CountersignError(
      "queue.successor",
      `${task.role} has no other person ${JSON.stringify(to.person.slice(0, 80))}`,
    );
  const reason = writtenText(to.reason, "queue.reason");
  return inTransaction(db, async (one) => {
    await holdOpenTask(one, task);
    await requireOwn(one, actor, task);
    const claim = await putClaim(one, task, to.person);
    await note(one, "claim.handed-over", task, actor.person, to.person, reason);
    return claim;
  });
}

/** Who is at a task now; undefined where nobody is, or is any longer. */
export async function currentClaim(db: Queries, { change, role }: TaskName): Promise<Claim | undefined> {
  const row = await db
    .selectFrom("claim")
    .selectAll()
    .where("change", "=", change)
    .where("role", "=", role)
    .where("leased_until", ">", sql<Date>`now()`)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { change, role, person: row.person, since: row.since, until: row.leased_until };
}

/** What became of the claims on a task, in order, with the reasons. */
export async function claimHistory(db: Queries, { change, role }: TaskName) {
  return db
    .selectFrom("claim_history")
    .select(["at", "act", "person", "other", "reason"])
    .where("change", "=", change)
    .where("role", "=", role)
    .orderBy("id")
    .execute();
}

async function requireOwn(db: Queries, { person }: PersonActor, task: TaskName): Promise<void> {
  if ((await currentClaim(db, task))?.person === person) return;
  throw new CountersignError("queue.not-claimed", `${person} is not at it`);
}

async function putClaim(db: Queries, { change, role }: TaskName, person: string, since?: Date): Promise<Claim> {
  const values = {
    person,
    since: since ?? sql<Date>`now()`,
    leased_until: sql<Date>`now() + make_interval(secs => ${CLAIM_LEASE})`,
  };
  const row = await db
    .insertInto("claim")
    .values({ change, role, ...values })
    .onConflict((conflict) => conflict.columns(["change", "role"]).doUpdateSet(values))
    .returning(["since", "leased_until"])
    .executeTakeFirstOrThrow();
  return { change, role, person, since: row.since, until: row.leased_until };
}

async function dropClaim(db: Queries, { change, role }: TaskName): Promise<void> {
  await db.deleteFrom("claim").where("change", "=", change).where("role", "=", role).execute();
}

async function note(
  db: Queries,
  kind: Extract<EventKind, `claim.${string}`>,
  { change, role }: TaskName,
  person: string,
  other: string | null = null,
  reason = "",
): Promise<void> {
  const { id } = await db
    .insertInto("claim_history")
    .values({ change, role, act: kind, person, other, reason })
    .returning("id")
    .executeTakeFirstOrThrow();
  await addEvents(db, [{ key: `claim:${id}`, kind, change, role, person, data: other === null ? {} : { other } }]);
}
