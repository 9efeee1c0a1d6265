import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../store/database.ts";
import type { Waker } from "./waker.ts";
import { requestWork, reviveWork } from "./work.ts";
import type { WorkKey } from "./work.ts";

/** Work that is asked for again and again, and how many seconds apart. */
export type Tick = WorkKey & { readonly every: number };

/** Seconds for which people are left to look at work that was parked. */
const REVIVED = 900;
/** Milliseconds between two looks at the clock. */
const LOOK = 1_000;

/** Asks for work as often as it is due, whichever of many processes comes first; until it is disposed of. */
export function startTicks(db: Database, waker: Waker, ticks: readonly Tick[]): AsyncDisposable {
  const stop = new AbortController();
  const { signal } = stop;
  const run = async () => {
    for (; !signal.aborted; await setTimeout(LOOK, undefined, { signal }).catch(() => {}))
      for (const tick of ticks) if (await asked(db, tick).catch(() => false)) await waker.wake(tick);
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

/** Asks for one where nobody has for so long; the row makes sure that one process does. */
async function asked(db: Database, { kind, key, every }: Tick): Promise<boolean> {
  return db.transaction().execute(async (one) => {
    const { numInsertedOrUpdatedRows } = await one
      .insertInto("tick")
      .values({ kind, key })
      .onConflict((conflict) =>
        conflict
          .columns(["kind", "key"])
          .doUpdateSet({ last: sql`now()` })
          .where("tick.last", "<=", sql<Date>`now() - make_interval(secs => ${every})`),
      )
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) return false;
    await requestWork(one, { kind, key });
    await reviveWork(one, { kind, key }, REVIVED);
    return true;
  });
}
