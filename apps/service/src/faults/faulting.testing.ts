import { watch } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { SEQUENCE } from "@countersign/core";
import { contentsBeside } from "@countersign/home";
import { sql } from "kysely";
import type { Database } from "../store/database.ts";
import type { HandedIn } from "./client.testing.ts";
import type { RedisServer } from "./redis.testing.ts";
import { appendCutOff, goingOn } from "./going-on.testing.ts";
import { count, killed } from "./running.testing.ts";
import type { Running, Victim } from "./running.testing.ts";
import type { Seeded } from "./seeded.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** What is done to the service. */
const KILLS: Readonly<Record<string, readonly [victim: Victim, signal: NodeJS.Signals]>> = {
  "worker killed": ["worker", "SIGKILL"],
  "web killed": ["web", "SIGKILL"],
  "supervisor killed": ["supervisor", "SIGKILL"],
  "PostgreSQL fast": ["postgres", "SIGINT"],
  "PostgreSQL immediate": ["postgres", "SIGQUIT"],
  "PostgreSQL killed": ["postgres", "SIGKILL"],
};
const FLUSHED = "Redis flushed";
const STOPPED = "Redis stopped";
/** Workers have most of the moments at which something can go wrong. */
const OFTEN = ["worker killed", "worker killed", "web killed"];

/** How probably a fault waits until the one before is over, and how many milliseconds at most. */
const ON_THE_WAY = 0.75;
const AT_WORK = 30_000;
/** How probably a process is killed in the middle of an append, and how many milliseconds an append takes at most. */
const AIMED = 0.4;
const MOMENT = 40;
/** Milliseconds in which PostgreSQL is there again. */
const BACK = 10_000;

/** What was done, how often, and what was going on then. */
export type Done = {
  readonly times: Map<string, number>;
  readonly hits: Map<string, number>;
  /** Leases of the dead that were ended early. */
  leases: number;
};

/** What faults are done to. */
export type Faulted = {
  readonly stage: Stage;
  readonly running: Running;
  readonly redis: RedisServer | undefined;
  readonly handed: HandedIn;
};

/** How faults come: at least so many, between two of them at most so many milliseconds, and how probably a lease of the dead is ended early. */
export type FaultPlan = { readonly least: number; readonly apart: number; readonly endLeases: number };

/** Does one fault after the other, until the signal and as many as are wanted. */
export async function doFaults(
  faulted: Faulted,
  random: Seeded,
  { least, apart, endLeases }: FaultPlan,
  signal: AbortSignal,
): Promise<Done> {
  const done: Done = { times: new Map(), hits: new Map(), leases: 0 };
  const kinds = [...Object.keys(KILLS), ...(faulted.redis === undefined ? [] : [FLUSHED, STOPPED])];
  let bag = random.shuffled(kinds);
  for (let number = 0; number < least || !signal.aborted;) {
    if (random.chance(ON_THE_WAY)) await untilAtWork(faulted.stage, signal);
    await setTimeout(random.below(apart));
    if (bag.length === 0) bag = random.shuffled([...kinds, ...OFTEN]);
    const [fault = "", ...rest] = bag;
    const at = await goingOn(faulted.stage, faulted.handed);
    const isDone = await doFault(faulted, fault, random);
    bag = isDone ? rest : [...rest, fault];
    if (!isDone) continue;
    number += 1;
    count(done.times, fault);
    for (const what of [...at, ...(await appendCutOff(faulted.stage))]) count(done.hits, `${fault}\t${what}`);
    if (random.chance(endLeases)) done.leases += await endLeasesOfTheDead(faulted.stage.db);
  }
  return done;
}

/** Waits until something new was captured, so that the next fault does not only meet processes that start. */
async function untilAtWork({ shared }: Stage, signal: AbortSignal): Promise<void> {
  const captured = async () => (await contentsBeside(shared)).changes.length;
  const before = await captured();
  const end = Date.now() + AT_WORK;
  while (!signal.aborted && Date.now() < end && (await captured()) === before) await setTimeout(500);
}

/** False where what it is done to is not there just now. */
async function doFault({ stage, running, redis }: Faulted, fault: string, random: Seeded): Promise<boolean> {
  if (fault === FLUSHED) await redis?.flush();
  if (fault === STOPPED) {
    await redis?.stop();
    await setTimeout(random.below(4_000));
    await redis?.start();
  }
  const [victim, signal] = KILLS[fault] ?? [];
  if (victim === undefined || signal === undefined) return true;
  if (random.chance(AIMED)) await untilPlaced(stage, random);
  const pid = running.pid(victim);
  return pid !== undefined && killed(pid, signal);
}

/** Waits until records were just given their places in the log, and a moment more. */
async function untilPlaced({ home }: Stage, random: Seeded): Promise<void> {
  const end = AbortSignal.timeout(AT_WORK);
  try {
    for await (const { filename } of watch(home.dir, { signal: end })) if (filename === SEQUENCE) break;
  } catch {
    // Nothing was logged meanwhile.
  }
  await setTimeout(random.below(MOMENT));
}

/**
 * A lease of the dead ends by itself after a minute; one of the living that ends is a worker that was held up. Waits a while for
 * PostgreSQL to be there again.
 */
async function endLeasesOfTheDead(db: Database): Promise<number> {
  for (const end = Date.now() + BACK; Date.now() < end; await setTimeout(200)) {
    const ended = await db
      .updateTable("work")
      .set({ leased_until: sql`now() - interval '1 second'` })
      .where("leased_until", ">", sql<Date>`now()`)
      .executeTakeFirst()
      .catch(() => undefined);
    if (ended !== undefined) return Number(ended.numUpdatedRows);
  }
  return 0;
}
