import { sql } from "kysely";
import { requestWork } from "../../apps/service/src/work/work.ts";
import type { Tick } from "../../apps/service/src/work/ticks.ts";
import type { Stage } from "./stage.ts";

/** Time that is put forward instead of being waited for, for GitHub, for the service, and for what the database has measured. */
export type Time = {
  /** Lets so many seconds pass: what was put off is nearer, and what is done again and again is asked for when its time has come. */
  readonly pass: (seconds: number) => Promise<void>;
  /** The same, but nothing is asked for. */
  readonly wait: (seconds: number) => Promise<void>;
  /** Asks for all of that now. */
  readonly askForAll: () => Promise<void>;
};

/** Begins to count. */
export function startTime({ db, clock }: Stage, ticks: readonly Tick[]): Time {
  const last = new Map<Tick, number>();
  const ask = async (due: readonly Tick[]) => {
    for (const tick of due) {
      last.set(tick, clock.now());
      await requestWork(db, tick);
    }
  };
  const wait = async (seconds: number) => {
    clock.advance(seconds);
    // Rows that somebody is at are let alone: whoever waits for two at once would be waited for.
    await sql`update work set due = due - make_interval(secs => ${seconds})
        where due > now() and ctid in (select ctid from work for update skip locked)`.execute(db);
    await sql`update github_pull set head_since = head_since - make_interval(secs => ${seconds})
        where head_since > now() - interval '10 minutes'
          and ctid in (select ctid from github_pull for update skip locked)`.execute(db);
  };
  return {
    wait,
    async pass(seconds) {
      await wait(seconds);
      await ask(ticks.filter((tick) => clock.now() >= (last.get(tick) ?? 0) + tick.every));
    },
    askForAll: () => ask(ticks),
  };
}
