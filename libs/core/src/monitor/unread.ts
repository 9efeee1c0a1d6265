import type { Sha256 } from "../crypto.ts";
import { alarmId } from "./alarm.ts";
import type { Alarm, StandingAlarm } from "./alarm.ts";
import type { Sight } from "./compare-alarms.ts";

/** Seconds. */
const [MINUTE, LOOKS] = [60, 2];

/** Seconds of grace for a monitor that looks every so many seconds: two further looks; none for one that looks seldom, whom they would keep waiting. */
export function graceFor(every: number): number {
  return every > MINUTE ? 0 : LOOKS * every;
}

/** What could not be read at the newest look and is no alarm yet; `since` in seconds. It is no good news either: see `MonitorStatus`. */
export type Unread = Alarm & { readonly id: string; readonly since: number };

/** Sights without what is held back, and that. */
export type HeldBack = { readonly sights: readonly Sight[]; readonly unread: readonly Unread[] };

/**
 * Holds `monitor.unreadable` back until it has lasted `grace` seconds: a server that is started again, or only just, wakes nobody. One
 * that stands already goes on standing.
 */
export function holdBack(
  crypto: Sha256,
  sights: readonly Sight[],
  before: { readonly standing: readonly StandingAlarm[]; readonly unread: readonly Unread[] },
  { now, grace }: { readonly now: number; readonly grace: number },
): HeldBack {
  const unread: Unread[] = [];
  const standing = new Set(before.standing.map(({ id }) => id));
  const isDue = (alarm: Alarm): boolean => {
    const id = alarmId(crypto, alarm);
    if (alarm.code !== "monitor.unreadable" || standing.has(id)) return true;
    const { since = now } = before.unread.find((one) => one.id === id) ?? {};
    if (now - since >= grace) return true;
    unread.push({ ...alarm, id, since });
    return false;
  };
  const due = sights.map(
    ({ part, alarms }): Sight => ({
      part,
      alarms: alarms === "unknown" ? alarms : alarms.filter(isDue),
    }),
  );
  return { sights: due, unread };
}
