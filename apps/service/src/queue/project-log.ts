import { createHash } from "node:crypto";
import type { Clock } from "@countersign/adapters/time";
import type { LogContents } from "@countersign/core";
import type { SharedHome } from "@countersign/home";
import type { Database, Queries } from "../store/database.ts";
import { holdWork, requestWork } from "../work/work.ts";
import type { Claimed } from "../work/work.ts";
import type { Handler } from "../work/worker.ts";
import { PROJECT } from "./asked-work.ts";
import { affectedSince } from "./affected.ts";
import type { Projected } from "./affected.ts";
import { remindOfDue } from "./due-reminders.ts";
import { addEvents } from "./event.ts";
import { incidentEvents } from "./log-events.ts";
import { indexOf } from "./log-index.ts";
import type { LogIndex } from "./log-index.ts";
import { lookAtLog } from "./log-sight.ts";
import type { LogSight } from "./log-sight.ts";
import { planRows } from "./projected-rows.ts";
import type { ServiceLevel } from "./service-level.ts";
import { dropStale, keepLeafTimes, leafTimesOf, timesOfLeaves, writeRows } from "./write-projection.ts";

/** Changes in one transaction. */
const AT_ONCE = 100;

/** What the projection runs on. */
export type ProjectionParts = {
  readonly db: Database;
  readonly home: SharedHome;
  readonly levels: readonly ServiceLevel[];
  readonly clock: Clock;
};

/**
 * Brings changes, tasks and decisions in SQL up to what the log says. Only what new leaves concern is looked at; all of it
 * after a new policy, other service levels, or where rows are missing or are of another log. Rows follow from log, packets and
 * the conversation alone, so that whatever was lost comes back the same.
 */
export function projectLog({ db, home, levels, clock }: ProjectionParts): Handler {
  return async (claimed, signal) => {
    const sight = await lookAtLog(home);
    if (sight === undefined) return;
    const now = clock.now();
    const index = indexOf(sight.contents);
    const measure = digestOf([sight.contents.policy.sha256, JSON.stringify(levels)]);
    const since = await projectedSoFar(db, sight.contents, measure);
    await keepTimes(db, claimed, sight, since);
    const affected = since.whole ? [...index.newest.keys()] : [...affectedSince(index, since, now)];
    for (let from = 0; from < affected.length; from += AT_ONCE) {
      // Whoever is told to stop leaves the rest to whoever comes next.
      if (signal.aborted) return requestWork(db, PROJECT);
      await projectSome(db, claimed, { sight, index, levels, now, since, ids: affected.slice(from, from + AT_ONCE) });
    }
    await db.transaction().execute(async (one) => {
      await holdWork(one, claimed);
      if (since.whole) await dropStale(one, index);
      const row = { size: sight.contents.size, fingerprint: fingerprintOf(sight.contents), measure, time: now };
      await one
        .insertInto("projection")
        .values({ key: PROJECT.key, ...row, changes: index.newest.size })
        .onConflict((conflict) => conflict.column("key").doUpdateSet({ ...row, changes: index.newest.size }))
        .execute();
      await remindOfDue(one, now);
      await tellOfIncidents(one, sight.contents, since.size);
    });
  };
}

async function tellOfIncidents(db: Queries, contents: LogContents, from: number): Promise<void> {
  const leaves = contents.incidents.map(({ leaf }) => leaf).filter((leaf) => leaf >= from);
  await addEvents(db, incidentEvents(contents, from, await timesOfLeaves(db, leaves)));
}

type Since = Projected & { readonly whole: boolean };

const NOTHING: Since = { size: 0, time: 0, whole: true };

/** From where to go on: from the beginning, unless the rows are there and are of the beginning of this very log. */
async function projectedSoFar(db: Database, contents: LogContents, measure: string): Promise<Since> {
  const row = await db.selectFrom("projection").selectAll().where("key", "=", PROJECT.key).executeTakeFirst();
  if (row === undefined || row.measure !== measure || row.size > contents.size) return NOTHING;
  if (row.fingerprint !== fingerprintOf(contents, row.size)) return NOTHING;
  const count = async (table: "change" | "leaf") => {
    const { rows } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<string>().as("rows"))
      .executeTakeFirstOrThrow();
    return Number(rows);
  };
  const there =
    (await count("change")) === row.changes &&
    (await count("leaf")) === row.size &&
    (await tasksAreThere(db, row.changes));
  return there ? { size: row.size, time: Number(row.time), whole: false } : NOTHING;
}

/** Each change has a task for each role. */
async function tasksAreThere(db: Database, changes: number): Promise<boolean> {
  const { rows } = await db
    .selectFrom("task")
    .select(({ fn }) => fn.count<string>("change").distinct().as("rows"))
    .executeTakeFirstOrThrow();
  return Number(rows) === changes;
}

async function keepTimes(db: Database, claimed: Claimed, { times }: LogSight, { size }: Since): Promise<void> {
  const found = await times(size);
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    await keepLeafTimes(one, size, found);
  });
}

type Part = {
  readonly sight: LogSight;
  readonly index: LogIndex;
  readonly levels: readonly ServiceLevel[];
  readonly now: number;
  readonly since: Since;
  readonly ids: readonly string[];
};

async function projectSome(
  db: Database,
  claimed: Claimed,
  { sight, index, levels, now, since, ids }: Part,
): Promise<void> {
  const packets = new Map<string, Awaited<ReturnType<LogSight["packet"]>>>();
  for (const id of ids) {
    const logged = index.newest.get(id);
    if (logged !== undefined) packets.set(id, await sight.packet(logged.record));
  }
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    const at = await leafTimesOf(one, index, ids);
    await writeRows(one, await planRows(one, { index, packets, levels, now, at, since: since.size, ids }));
  });
}

/** What tells the beginning of one log from that of another, or from the same with something voided. */
function fingerprintOf({ policies, baselines, changes, reviews, deployments }: LogContents, size = Infinity): string {
  const records = [...policies, ...baselines, ...changes, ...reviews, ...deployments];
  return digestOf(records.filter(({ leaf }) => leaf < size).map(({ leaf, id }) => `${leaf} ${id}`));
}

function digestOf(texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\n")).digest("hex");
}
