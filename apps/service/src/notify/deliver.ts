import { sql } from "kysely";
import type { Clock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core";
import type { Database } from "../store/database.ts";
import { holdWork } from "../work/work.ts";
import type { Claimed } from "../work/work.ts";
import type { Handler } from "../work/worker.ts";
import { composeMessage } from "./message.ts";
import { planDeliveries } from "./plan-deliveries.ts";
import { sendMessage } from "./send.ts";
import type { Sink } from "./sink.ts";

/** What notifications run on; `url` is where people reach the service. */
export type NotifyParts = {
  readonly db: Database;
  readonly sinks: readonly Sink[];
  readonly url: string;
  readonly clock: Clock;
  /** A message that was not taken: ids and codes alone. */
  readonly untold: (sink: string, delivery: string, code: string, what: "later" | "parked") => void;
};

/** Tries after which a message is parked: refused each time, or for about two days not reached. */
const MOST_TRIES = { refused: 5, unreachable: 50 } as const;
/** Seconds between two tries at most. */
const LONGEST_PAUSE = 3_600;
const AT_ONCE = 100;

/**
 * Tells people what happened. Each message is written before it is sent and marked after it was taken, so that a crash in between sends
 * it again under the same id, and nothing else ever does. Whatever waits for its time or for another try is sent by a later turn.
 */
export function deliver(parts: NotifyParts): Handler {
  return async (claimed, signal) => {
    await planDeliveries(parts.db, claimed, parts.sinks, parts.clock.now());
    // One that nobody reaches, or of which something is wrong with us, keeps nothing from the others.
    const told = (await waitingSinks(parts)).map((sink) => deliverTo(parts, claimed, sink, signal));
    const failed = (await Promise.allSettled(told)).find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  };
}

/** Tells one sink what is due, until it cannot be reached: then the rest waits for a later turn. */
async function deliverTo(parts: NotifyParts, claimed: Claimed, sink: string, signal: AbortSignal): Promise<void> {
  for (const due of await dueDeliveries(parts, sink)) {
    if (signal.aborted) return;
    if ((await deliverOne(parts, claimed, due)) === "notify.unreachable") return;
  }
}

/** Messages that nobody tries any more, with the code of the last failure. */
export async function parkedDeliveries(db: Database) {
  return db
    .selectFrom("delivery")
    .select(["id", "sink", "made", "tries", "code"])
    .where("state", "=", "parked")
    .orderBy("made")
    .execute();
}

/** Has a parked message tried again; false where there is no such. */
export async function replayDelivery(db: Database, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("delivery")
    .set({ state: "waiting", tries: 0 })
    .where("id", "=", id)
    .where("state", "=", "parked")
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

type Due = { readonly id: string; readonly sink: string; readonly tries: number };

async function waitingSinks({ db, clock }: NotifyParts): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("delivery")
    .select("sink")
    .distinct()
    .where("state", "=", "waiting")
    .where("due", "<=", new Date(clock.now() * 1000))
    .execute();
  return rows.map(({ sink }) => sink);
}

function dueDeliveries({ db, clock }: NotifyParts, sink: string): Promise<readonly Due[]> {
  return db
    .selectFrom("delivery")
    .select(["id", "sink", "tries"])
    .where("state", "=", "waiting")
    .where("sink", "=", sink)
    .where("due", "<=", new Date(clock.now() * 1000))
    .orderBy("due")
    .orderBy("made")
    .limit(AT_ONCE)
    .execute();
}

/** The code of what went wrong; undefined where it was taken. */
async function deliverOne(parts: NotifyParts, claimed: Claimed, due: Due): Promise<string | undefined> {
  const { db, sinks, clock, untold } = parts;
  const sink = sinks.find(({ id }) => id === due.sink);
  const code = sink === undefined ? "notify.sink" : await tell(parts, sink, due.id);
  const now = new Date(clock.now() * 1000);
  const tries = due.tries + 1;
  const most = code === "notify.unreachable" ? MOST_TRIES.unreachable : MOST_TRIES.refused;
  // Nobody is there any more to whom it could be told.
  const parked = code === "notify.sink" || (code !== undefined && tries >= most);
  const pause = Math.min(LONGEST_PAUSE, 15 * 2 ** Math.min(tries, 10));
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    const outcome =
      code === undefined
        ? { state: "sent", sent: now, code: null }
        : { state: parked ? "parked" : "waiting", due: new Date(now.getTime() + pause * 1000), code };
    await one
      .updateTable("delivery")
      .set({ ...outcome, tries })
      .where("id", "=", due.id)
      .execute();
  });
  if (code !== undefined) untold(due.sink, due.id, code, parked ? "parked" : "later");
  return code;
}

/** The code of what went wrong; undefined where it was taken. */
async function tell(
  { db, url, clock }: NotifyParts,
  { address, titles }: Sink,
  id: string,
): Promise<string | undefined> {
  const rows = await db
    .selectFrom("delivery_event")
    .innerJoin("event", "event.id", "delivery_event.event")
    .leftJoin("change", "change.id", "event.change")
    .select([
      "event.id",
      "event.at",
      "event.kind",
      "event.change",
      "event.role",
      "event.person",
      sql<string | null>`event.data->>'code'`.as("code"),
      "change.risk",
      "change.title",
    ])
    .where("delivery_event.delivery", "=", id)
    .orderBy("event.id")
    .execute();
  const events = rows.map(({ title, ...event }) => (titles ? { ...event, title } : event));
  try {
    await sendMessage(address, composeMessage(id, events, url), clock.now());
    return undefined;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}
