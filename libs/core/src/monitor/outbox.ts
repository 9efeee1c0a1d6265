import type { AlarmEvent } from "./event.ts";

/** An event that a sink has still to be told. */
export type Pending = { readonly sink: string; readonly event: AlarmEvent };

/** Events that wait for one sink. Beyond them only the newest event of each alarm is told. */
const MOST_WAITING = 10_000;

/** Adds events for every sink, in order. A sink that is away for long is told at last how each alarm stands. */
export function enqueue(
  pending: readonly Pending[],
  sinks: readonly string[],
  events: readonly AlarmEvent[],
): readonly Pending[] {
  const all = [...pending, ...events.flatMap((event) => sinks.map((sink) => ({ sink, event })))];
  const bySink = Map.groupBy(all, ({ sink }) => sink);
  if ([...bySink.values()].every(({ length }) => length <= MOST_WAITING)) return all;
  return [...bySink.values()].flatMap((waiting) => (waiting.length <= MOST_WAITING ? waiting : newestOfEach(waiting)));
}

function newestOfEach(waiting: readonly Pending[]): readonly Pending[] {
  const newest = new Map(waiting.map((one) => [one.event.alarm.id, one]));
  return waiting.filter((one) => newest.get(one.event.alarm.id) === one);
}
