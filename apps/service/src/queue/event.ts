import { requestWork } from "../work/work.ts";
import { DELIVER } from "./asked-work.ts";
import type { Queries } from "../store/database.ts";

/** What happens in the queue. */
export const EVENT_KINDS = [
  "change.captured",
  "change.superseded",
  "task.opened",
  "task.decided",
  "task.due-soon",
  "task.overdue",
  "decision.logged",
  "incident.opened",
  "incident.closed",
  "claim.taken",
  "claim.stolen",
  "claim.released",
  "claim.handed-over",
  "question.asked",
  "question.answered",
  "question.replied",
  "question.resolved",
  "question.reopened",
  "deployment.waiting",
  "deployment.decided",
  "gate.removed",
  "gate.restored",
  "gate.unseen",
  "gate.bypassed",
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** One event; `key` tells it from every other, so that what is found again does not happen again. Ids only (attack G21). */
export type QueueEvent = {
  readonly key: string;
  readonly kind: EventKind;
  readonly change?: string;
  readonly role?: string;
  /** Whoever did it. */
  readonly person?: string;
  /** When it happened; now by default. */
  readonly at?: Date;
  readonly data?: Readonly<Record<string, string | number>>;
};

const AT_ONCE = 500;

/**
 * Writes what happened, and asks that people be told. The last step of a transaction, since everybody waits for that work's row: so
 * numbers are given in the order in which transactions end, and whoever read up to one misses none below it.
 */
export async function addEvents(db: Queries, events: readonly QueueEvent[]): Promise<void> {
  if (events.length === 0) return;
  await requestWork(db, DELIVER);
  for (let from = 0; from < events.length; from += AT_ONCE)
    await db
      .insertInto("event")
      .values(events.slice(from, from + AT_ONCE).map(rowOf))
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
}

function rowOf({ key, kind, change, role, person, at, data = {} }: QueueEvent) {
  return {
    key,
    kind,
    change: change ?? null,
    role: role ?? null,
    person: person ?? null,
    data: JSON.stringify(data),
    ...(at === undefined ? {} : { at }),
  };
}
