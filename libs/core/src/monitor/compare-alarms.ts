import type { Sha256 } from "../crypto.ts";
import { alarmId } from "./alarm.ts";
import type { Alarm, StandingAlarm } from "./alarm.ts";

/** What was looked at now: its alarms, or `unknown` where it could not be looked at. */
export type Sight = { readonly part: string; readonly alarms: readonly Alarm[] | "unknown" };

/** What stands now, what of it is new, and what has ended. */
export type AlarmChanges = {
  readonly standing: readonly StandingAlarm[];
  readonly raised: readonly StandingAlarm[];
  readonly cleared: readonly StandingAlarm[];
};

/** Alarms of one code that stand at a time; what is beyond is counted in one more. */
const MOST_OF_A_CODE = 100;

/**
 * Compares what stood with what is seen now, at `now` seconds. An alarm is raised once and cleared when it is no longer
 * seen; of a part that could not be looked at, everything stands as it did.
 */
export function compareAlarms(
  crypto: Sha256,
  before: readonly StandingAlarm[],
  sights: readonly Sight[],
  now: number,
): AlarmChanges {
  const earlier = new Map(before.map((one) => [one.id, one]));
  const standing = new Map<string, StandingAlarm>();
  for (const one of sights.flatMap(({ alarms }) => (alarms === "unknown" ? [] : bounded(alarms)))) {
    const id = alarmId(crypto, one);
    const { since = now, acknowledged } = earlier.get(id) ?? {};
    const kept = acknowledged === undefined ? {} : { acknowledged };
    // The same condition seen twice is one alarm, and the first one tells.
    if (!standing.has(id)) standing.set(id, { ...one, id, since, ...kept });
  }
  const unknown = new Set(sights.filter(({ alarms }) => alarms === "unknown").map(({ part }) => part));
  for (const one of before) if (unknown.has(one.part)) standing.set(one.id, one);
  const all = [...standing.values()];
  return {
    standing: all,
    raised: all.filter(({ id }) => !earlier.has(id)),
    cleared: before.filter(({ id }) => !standing.has(id)),
  };
}

function bounded(alarms: readonly Alarm[]): readonly Alarm[] {
  const byCode = [...Map.groupBy(alarms, ({ code }) => code)];
  return byCode.flatMap(([code, all]) => {
    const rest = all.length - MOST_OF_A_CODE;
    const [first] = all;
    if (rest <= 0 || first === undefined) return all;
    // With the number in its name nobody who took note of some of them misses the next.
    const more = { part: first.part, code, subject: `${rest} more, ${first.part}`, text: `and ${rest} more`, at: {} };
    return [...all.slice(0, MOST_OF_A_CODE), more];
  });
}
