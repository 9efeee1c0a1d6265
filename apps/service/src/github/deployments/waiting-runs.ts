import type { Clock } from "@countersign/adapters/time";
import { sql } from "kysely";
import type { Database } from "../../store/database.ts";

/** A run that waits for somebody, as the list of runs has it. */
export type WaitingRun = {
  readonly id: number;
  readonly head: string;
  readonly attempt: number;
  /** Its attempt and when it changed: one job ends, another begins to wait. */
  readonly state: string;
};

type Parts = { readonly db: Database; readonly clock: Clock };

/** Seconds for which what was seen of a run counts. A run whose deployment does not show yet is looked at with the next pass, behind those that are new. */
const COUNTS_FOR = { others: 3_600, ours: 3_600, unclear: 0 };

/**
 * Those of the runs that wait which have to be looked at: first what was never looked at or is another by now, in the order given, then what was
 * looked at longest ago. What waits no longer is forgotten.
 */
export async function runsToLookAt(
  { db, clock }: Parts,
  repository: string,
  waiting: readonly WaitingRun[],
): Promise<readonly WaitingRun[]> {
  const ids = waiting.map(({ id }) => id);
  await db
    .deleteFrom("github_waiting_run")
    .where("repository", "=", repository)
    .where(sql<boolean>`run <> all(${ids}::bigint[])`)
    .execute();
  const rows = await db.selectFrom("github_waiting_run").selectAll().where("repository", "=", repository).execute();
  const known = new Map(rows.map((row) => [Number(row.run), row] as const));
  const seenBefore = ({ id, state }: WaitingRun) => known.get(id)?.state === state;
  const again = ({ id }: WaitingRun) => known.get(id)?.again.getTime() ?? 0;
  const isDue = (run: WaitingRun) => again(run) <= clock.now() * 1000;
  return [
    ...waiting.filter((run) => !seenBefore(run)),
    ...waiting.filter((run) => seenBefore(run) && isDue(run)).toSorted((a, b) => again(a) - again(b)),
  ];
}

/** Remembers what was seen of runs: they wait for others; for us, and it is kept; or for us, and it is not clear yet for which deployment. */
export async function noteLooked(
  { db, clock }: Parts,
  repository: string,
  runs: readonly WaitingRun[],
  seen: keyof typeof COUNTS_FOR,
): Promise<void> {
  const again = new Date((clock.now() + COUNTS_FOR[seen]) * 1000);
  await db
    .insertInto("github_waiting_run")
    .values(runs.map(({ id, state }) => ({ repository, run: String(id), state, again })))
    .onConflict((conflict) =>
      conflict.columns(["repository", "run"]).doUpdateSet((row) => ({
        state: row.ref("excluded.state"),
        again: row.ref("excluded.again"),
      })),
    )
    .execute();
}
