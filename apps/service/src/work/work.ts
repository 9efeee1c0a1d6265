import { CountersignError } from "@countersign/core";
import { sql } from "kysely";
import type { Queries } from "../store/database.ts";

/** What is to be made right: `reconcile` of a repository, `project` of the log. */
export type WorkKey = { readonly kind: string; readonly key: string };

/** Work that one worker has, until its lease ends. */
export type Claimed = WorkKey & { readonly lease: string; readonly requested: string };

/** Seconds for which a worker that says nothing more keeps what it claimed. */
export const LEASE = 60;
/** Failures of our own, one after another, after which work is parked; what is unreachable is tried for ever. */
const MOST_FAILURES = 6;
/** Seconds between two tries at most. */
const LONGEST_PAUSE = 300;
/** The same where the home is in use: whoever has it is done in a moment. */
const HOME_IN_USE = 2;

/**
 * Asks that something be made right, in the transaction that changes what it is about. Asked for again while it waits it
 * stays one; while it is being done, it is done once more afterwards. Parked work stays parked.
 */
export async function requestWork(db: Queries, { kind, key }: WorkKey): Promise<void> {
  await db
    .insertInto("work")
    .values({ kind, key })
    .onConflict((conflict) =>
      conflict.columns(["kind", "key"]).doUpdateSet({
        requested: sql`work.requested + 1`,
        due: sql`least(work.due, now())`,
      }),
    )
    .execute();
}

/**
 * Puts off what is being done: it ends now, and is done again after so many milliseconds, or as soon as somebody asks for it. What was asked for
 * meanwhile is not put off.
 */
export async function postponeWork(db: Queries, claimed: Claimed, milliseconds: number): Promise<void> {
  await mine(db, claimed)
    .set({
      requested: sql`requested + 1`,
      due: sql`now() + make_interval(secs => ${milliseconds / 1000})`,
    })
    .where("requested", "=", claimed.requested)
    .execute();
}

/** Takes work that is due and that nobody has; undefined where there is none of that key. */
export async function claimWork(db: Queries, { kind, key }: WorkKey): Promise<Claimed | undefined> {
  const row = await db
    .updateTable("work")
    .set({ lease: sql`gen_random_uuid()`, leased_until: leaseEnd })
    .where("kind", "=", kind)
    .where("key", "=", key)
    .where(untaken)
    .returning(["lease", "requested"])
    .executeTakeFirst();
  if (row === undefined || row.lease === null) return undefined;
  return { kind, key, lease: row.lease, requested: row.requested };
}

const leaseEnd = sql<Date>`now() + make_interval(secs => ${LEASE})`;

/** Says that the worker is alive. False where another has the work meanwhile. */
export async function keepLease(db: Queries, claimed: Claimed): Promise<boolean> {
  const { numUpdatedRows } = await mine(db, claimed).set({ leased_until: leaseEnd }).executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Holds the work to the end of a transaction, which so writes only what nobody else writes: `work.lost` where another has it. */
export async function holdWork(db: Queries, { kind, key, lease }: Claimed): Promise<void> {
  const row = await db
    .selectFrom("work")
    .select("lease")
    .where("kind", "=", kind)
    .where("key", "=", key)
    .where("lease", "=", lease)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new CountersignError("work.lost", `another worker has ${kind} of ${key}`);
}

/** What became of work that ended: done; asked for again meanwhile; or another worker has it. */
export type Finished = "done" | "again" | "lost";

/** Ends work: it is gone, unless somebody asked for it, or put it off, since it was claimed. */
export async function finishWork(db: Queries, claimed: Claimed): Promise<Finished> {
  const { kind, key, lease, requested } = claimed;
  const { numDeletedRows } = await db
    .deleteFrom("work")
    .where("kind", "=", kind)
    .where("key", "=", key)
    .where("lease", "=", lease)
    .where("requested", "=", requested)
    .executeTakeFirst();
  if (numDeletedRows === 1n) return "done";
  const { numUpdatedRows } = await mine(db, claimed)
    .set({
      lease: null,
      leased_until: null,
      failures: 0,
      code: null,
      asked: sql`now()`,
      due: sql`greatest(due, now())`,
    })
    .executeTakeFirst();
  return numUpdatedRows === 1n ? "again" : "lost";
}

/**
 * What passes by itself, or when people put it right elsewhere: nothing is won by waiting for somebody to have it tried again. Who
 * lost against another looks again at what the other left.
 */
const PASSING =
  /\.unreachable$|^(?:work\.lost|state\.locked|files\.(?:full|read-only)|git\.(?:missing-object|not-a-repository)|github\.(?:limited|unauthorized|suspended|permission|not-installed|archived))$/;

/**
 * Puts work off after a failure, for twice as long each time. What fails again and again by our own fault is parked, so that
 * only its key waits; what is `unreachable`, away, full, limited, in use or forbidden for a while is tried for ever.
 */
export async function failWork(db: Queries, claimed: Claimed, code: string): Promise<"later" | "parked" | "lost"> {
  const longest = code === "state.locked" ? HOME_IN_USE : LONGEST_PAUSE;
  const isPassing = PASSING.test(code);
  // What passed, however often, is no failure of ours: the first one of our own behind it counts as the first.
  const failures = isPassing
    ? sql<number>`failures + 1`
    : sql<number>`case when code ~ ${PASSING.source} then 1 else failures + 1 end`;
  const row = await mine(db, claimed)
    .set({
      lease: null,
      leased_until: null,
      code,
      failures,
      due: sql`now() + make_interval(secs => least(${longest}, power(2, least(failures, 20))))`,
      parked: isPassing ? null : sql`case when ${failures} >= ${MOST_FAILURES} then now() end`,
    })
    .returning("parked")
    .executeTakeFirst();
  if (row === undefined) return "lost";
  return row.parked === null ? "later" : "parked";
}

function mine(db: Queries, { kind, key, lease }: Claimed) {
  return db.updateTable("work").where("kind", "=", kind).where("key", "=", key).where("lease", "=", lease);
}

/** What is due and nobody has, the longest undone first; of some kinds, where others are nobody's here. */
export async function dueWork(db: Queries, limit: number, kinds?: readonly string[]): Promise<readonly WorkKey[]> {
  const due = db.selectFrom("work").select(["kind", "key"]).where(untaken).orderBy("asked").limit(limit);
  return (kinds === undefined ? due : due.where("kind", "in", kinds)).execute();
}

/** Work that nobody tries any more, with the code of its last failure. */
export async function parkedWork(db: Queries) {
  return db
    .selectFrom("work")
    .select(["kind", "key", "code", "failures", "asked", "parked"])
    .where("parked", "is not", null)
    .orderBy("parked")
    .execute();
}

/** Has work tried again that was parked for so many seconds: what is asked for by the clock is never given up for good. */
export async function reviveWork(db: Queries, { kind, key }: WorkKey, after: number): Promise<void> {
  await db
    .updateTable("work")
    .set({ parked: null, failures: 0, due: sql`now()` })
    .where("kind", "=", kind)
    .where("key", "=", key)
    .where("parked", "<", sql<Date>`now() - make_interval(secs => ${after})`)
    .execute();
}

/** Has parked work tried again, at once. False where nothing of that key is parked. */
export async function replayWork(db: Queries, { kind, key }: WorkKey): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("work")
    .set({ parked: null, failures: 0, due: sql`now()` })
    .where("kind", "=", kind)
    .where("key", "=", key)
    .where("parked", "is not", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * How the work stands: how much is undone, parked or not, since how many seconds the longest, for how many seconds something is
 * due that no worker has taken, and how much of it is parked.
 */
export type WorkHealth = {
  readonly undone: number;
  readonly oldest: number;
  readonly overdue: number;
  readonly parked: number;
};

/** Measures it. What is not due yet counts since it was asked for: whoever waits for it waits. */
export async function workHealth(db: Queries): Promise<WorkHealth> {
  const row = await db
    .selectFrom("work")
    .select([
      sql<string>`count(*)`.as("undone"),
      sql<string>`coalesce(extract(epoch from now() - min(asked)), 0)`.as("oldest"),
      sql<string>`coalesce(extract(epoch from now() - min(due) filter (where ${untaken})), 0)`.as("overdue"),
      sql<string>`count(*) filter (where parked is not null)`.as("parked"),
    ])
    .executeTakeFirstOrThrow();
  return {
    undone: Number(row.undone),
    oldest: Number(row.oldest),
    overdue: Number(row.overdue),
    parked: Number(row.parked),
  };
}

/** Due, and nobody has it. */
const untaken = sql<boolean>`parked is null and due <= now() and (leased_until is null or leased_until < now())`;
