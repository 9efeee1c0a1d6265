import { sql } from "kysely";
import type { Clock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core";
import type { Database } from "../../store/database.ts";
import { holdWork } from "../../work/work.ts";
import type { Claimed } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import type { Github } from "../client/github.ts";
import { keepGuards } from "../tamper/keep-guards.ts";
import type { GuardChanged } from "../tamper/keep-guards.ts";
import { listDeliveries } from "./list-deliveries.ts";
import type { ListedDelivery } from "./list-deliveries.ts";

/** What finding lost deliveries runs on. */
export type SweepParts = {
  readonly db: Database;
  readonly github: Github;
  readonly clock: Clock;
  readonly guardChanged: GuardChanged;
};

/** Compares what GitHub says that it delivered with what came; the key is `all`. */
export const GITHUB_DELIVERIES = { kind: "github-deliveries", key: "all" } as const;

/** Seconds: how far back GitHub can deliver again, and by how much each pass looks back behind the last. */
const WINDOW = 3 * 86_400;
const OVERLAP = 600;
/** Seconds after which somebody is told of one that is still missing: long before the window closes. */
const TOLD_AFTER = 3_600;
/** Tries for one delivery, each after twice the pause of the one before, from a minute on. */
const MOST_ATTEMPTS = 8;

/**
 * Has GitHub deliver again what it could not deliver, or says that it delivered and nobody here has: a proxy may have answered for us. By the
 * delivery's id against the inbox, whatever became of each attempt (attacks G4, G5). Tries are bounded; of what stays away people are told
 * within an hour.
 */
export function sweepDeliveries(parts: SweepParts): Handler {
  return async (claimed, signal) => {
    const { db, github, clock } = parts;
    const now = clock.now();
    const { deliveries, isAll } = await listDeliveries(github, await readUpTo(db), signal);
    // What is missing for the first time may be under way.
    const before = await db.selectFrom("github_missing").select("guid").execute();
    await noteMissing(parts, claimed, deliveries, now);
    const [newest] = deliveries;
    // What one pass did not read is read again.
    if (isAll && newest !== undefined) await keepPlace(db, claimed, newest.at);
    // However the tries end, people hear of what is missing for long.
    await tell(parts, claimed, now, isAll);
    const known = new Set(before.map(({ guid }) => guid));
    for (const one of await dueAttempts(db, now)) if (known.has(one.guid)) await tryAgain(parts, claimed, one, signal);
    await tell(parts, claimed, now, isAll);
  };
}

/** By GitHub's own clock, whatever ours says. */
async function readUpTo(db: Database): Promise<Date> {
  const { key } = GITHUB_DELIVERIES;
  const row = await db.selectFrom("github_swept").select("upto").where("key", "=", key).executeTakeFirst();
  return new Date((row?.upto.getTime() ?? OVERLAP * 1000) - OVERLAP * 1000);
}

async function keepPlace(db: Database, claimed: Claimed, upto: Date): Promise<void> {
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    await one
      .insertInto("github_swept")
      .values({ key: GITHUB_DELIVERIES.key, upto })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ upto }))
      .execute();
  });
}

/** Keeps which deliveries are not in the inbox, and forgets those that came meanwhile. */
async function noteMissing(
  { db }: SweepParts,
  claimed: Claimed,
  deliveries: readonly ListedDelivery[],
  now: number,
): Promise<void> {
  const newest = new Map(deliveries.toReversed().map((one) => [one.guid, one]));
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    const { rows } = await sql<{ id: string }>`
      select id from github_delivery where id = any(${[...newest.keys()]})`.execute(one);
    const came = new Set(rows.map(({ id }) => id));
    for (const { guid, delivery: number, event, at } of newest.values()) {
      if (came.has(guid)) continue;
      const [delivery, first] = [String(number), new Date(Math.min(at.getTime(), now * 1000))];
      await one
        .insertInto("github_missing")
        .values({ guid, delivery, event, first })
        .onConflict((conflict) => conflict.column("guid").doUpdateSet({ delivery }))
        .execute();
    }
    await one
      .deleteFrom("github_missing")
      .where((where) =>
        where.or([
          where("guid", "in", (inbox) => inbox.selectFrom("github_delivery").select("id")),
          where("first", "<", new Date((now - 2 * WINDOW) * 1000)),
        ]),
      )
      .execute();
  });
}

type Missing = { readonly guid: string; readonly delivery: string; readonly attempts: number };

async function dueAttempts(db: Database, now: number): Promise<readonly Missing[]> {
  const rows = await db.selectFrom("github_missing").selectAll().where("lost", "=", false).orderBy("first").execute();
  return rows.filter(({ attempts, tried }) => {
    const pause = 60 * 2 ** (attempts - 1);
    return tried === null || tried.getTime() / 1000 + pause <= now;
  });
}

/** Counted before it is asked for, so that no crash has it asked for without end. */
async function tryAgain(
  { db, github, clock }: SweepParts,
  claimed: Claimed,
  { guid, delivery, attempts }: Missing,
  signal: AbortSignal,
): Promise<void> {
  const change = async (row: { readonly attempts?: number; readonly tried?: Date; readonly lost?: boolean }) =>
    db.transaction().execute(async (one) => {
      await holdWork(one, claimed);
      await one.updateTable("github_missing").set(row).where("guid", "=", guid).execute();
    });
  if (attempts >= MOST_ATTEMPTS) return change({ lost: true });
  await change({ attempts: attempts + 1, tried: new Date(clock.now() * 1000) });
  try {
    const route = "POST /app/hook/deliveries/{delivery_id}/attempts";
    await github.ask("app", route, { delivery_id: Number(delivery) }, { signal });
  } catch (error) {
    // What was not sent was no try; whatever is limited is limited for the others, too.
    if (error instanceof CountersignError && error.code === "github.limited") await change({ attempts });
    if (!(error instanceof CountersignError) || !/^github\.(?:not-found|refused)$/.test(error.code)) throw error;
    // GitHub does not have it any more: what it told is found by looking.
    await change({ lost: true });
  }
}

/** One alarm for all that is missing for long; it ends when everything came, or can never come. */
async function tell(parts: SweepParts, claimed: Claimed, now: number, isAll: boolean): Promise<void> {
  const rows = await parts.db.selectFrom("github_missing").select(["first", "lost"]).execute();
  const open = rows.filter(({ first }) => first.getTime() / 1000 > now - WINDOW);
  const late = open.filter(({ first, lost }) => lost || first.getTime() / 1000 <= now - TOLD_AFTER);
  const seen = { subject: "deliveries", aspect: "deliveries" } as const;
  const guard = !isAll
    ? ({ ...seen, state: "wrong", detail: "GitHub has more deliveries than are read" } as const)
    : late.length === 0
      ? ({ ...seen, state: "right", detail: "all that GitHub delivered came" } as const)
      : ({ ...seen, state: "wrong", detail: `${late.length} deliveries did not come` } as const);
  await keepGuards(parts, claimed, "github", { guards: [guard], isAll: true });
}
