import { sql } from "kysely";
import { DELIVER } from "../queue/asked-work.ts";
import type { Database, Queries } from "../store/database.ts";
import { holdWork } from "../work/work.ts";
import type { Claimed } from "../work/work.ts";
import { nextDue, whenTold } from "./sink.ts";
import type { Sink, When } from "./sink.ts";

/** Events that are looked at in one transaction. */
const AT_ONCE = 1_000;
/** Events of one message. */
const MOST_EVENTS = 1_000;
/** What is older than a day is told nobody: a queue that was made anew, or a service that was away, does not tell its history. */
const FORGOTTEN = 24 * 3_600_000;

type Found = {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly role: string | null;
  readonly risk: number | null;
  readonly person: string | null;
  readonly authors: readonly string[] | null;
};

/**
 * Says for every new event who is told, in the order of the events, once. Messages and the place up to which it was said are
 * written together. `now` in seconds.
 */
export async function planDeliveries(
  db: Database,
  claimed: Claimed,
  sinks: readonly Sink[],
  now: number,
): Promise<void> {
  const horizon = await settledUpTo(db);
  for (;;) {
    const looked = await db.transaction().execute(async (one) => {
      await holdWork(one, claimed);
      const events = await nextEvents(one, horizon);
      const last = events.at(-1);
      if (last === undefined) return 0;
      for (const sink of sinks) await planFor(one, sink, events, now * 1000);
      await one
        .insertInto("delivery_place")
        .values({ key: DELIVER.key, event: last.id })
        .onConflict((conflict) => conflict.column("key").doUpdateSet({ event: last.id }))
        .execute();
      return events.length;
    });
    if (looked < AT_ONCE) return;
  }
}

/** The newest event below which no transaction still writes: ids are given before they are committed. */
async function settledUpTo(db: Database): Promise<string> {
  return db.transaction().execute(async (one) => {
    await sql`lock table event in share mode`.execute(one);
    const { last } = await one
      .selectFrom("event")
      .select(({ fn }) => fn.coalesce(fn.max("id"), sql<string>`0`).as("last"))
      .executeTakeFirstOrThrow();
    return last;
  });
}

async function nextEvents(db: Queries, horizon: string): Promise<readonly Found[]> {
  const place = await db.selectFrom("delivery_place").select("event").where("key", "=", DELIVER.key).executeTakeFirst();
  return db
    .selectFrom("event")
    .leftJoin("change", "change.id", "event.change")
    .select(["event.id", "event.at", "event.kind", "event.role", "event.person", "change.risk", "change.authors"])
    .where("event.id", ">", place?.event ?? "0")
    .where("event.id", "<=", horizon)
    .orderBy("event.id")
    .limit(AT_ONCE)
    .execute();
}

async function planFor(db: Queries, sink: Sink, events: readonly Found[], now: number): Promise<void> {
  const recent = events.filter(({ at }) => at.getTime() > now - FORGOTTEN);
  const told = Map.groupBy(recent, (event) => whenTold(sink, event));
  for (const [when, some] of told)
    if (when !== undefined)
      for (let from = 0; from < some.length; from += MOST_EVENTS)
        await addTo(db, sink, when, some.slice(from, from + MOST_EVENTS), now);
}

async function addTo(
  db: Queries,
  { id: sink }: Sink,
  when: When,
  events: readonly Found[],
  now: number,
): Promise<void> {
  const due = new Date(nextDue(when, now));
  const key = when === "immediate" ? `${sink} event ${events[0]?.id}` : `${sink} ${when} ${due.toISOString()}`;
  const { id } = await db
    .insertInto("delivery")
    .values({ key, sink, due, code: null, sent: null })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ key }))
    .returning("id")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("delivery_event")
    .values(events.map((event) => ({ delivery: id, event: event.id })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
