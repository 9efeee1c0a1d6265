import type { AlarmEvent } from "../monitor/event.ts";
import type { Pending } from "../monitor/outbox.ts";

/**
 * Somebody who is told of alarms. `tell` returns when the event has arrived, and throws where that is not certain: it is told
 * again then, so whoever receives it may get it twice. `name` stays the same from run to run and holds no secret.
 */
export type AlarmSink = { readonly name: string; readonly tell: (event: AlarmEvent) => Promise<void> };

/** When a sink that failed is tried again. */
export type Retries = Map<string, { readonly failures: number; readonly notBefore: number; readonly error: string }>;

/** Seconds until the first retry; each later one waits twice as long, up to `LONGEST`. */
const SHORTEST = 10;
const LONGEST = 3600;

/** Tells each sink what waits for it, in order, until one fails; answers what is left. */
export async function deliver(
  pending: readonly Pending[],
  sinks: readonly AlarmSink[],
  retries: Retries,
  now: number,
): Promise<readonly Pending[]> {
  const told = new Set<Pending>();
  await Promise.all(
    sinks.map(async (sink) => {
      if ((retries.get(sink.name)?.notBefore ?? 0) > now) return;
      const waiting = pending.filter((one) => one.sink === sink.name);
      for (const one of waiting) {
        try {
          await sink.tell(one.event);
        } catch (error) {
          retries.set(sink.name, failedAgain(retries, sink.name, error, now));
          return;
        }
        told.add(one);
        retries.delete(sink.name);
      }
    }),
  );
  return pending.filter((one) => !told.has(one));
}

function failedAgain(retries: Retries, name: string, error: unknown, now: number) {
  const failures = (retries.get(name)?.failures ?? 0) + 1;
  const wait = Math.min(LONGEST, SHORTEST * 2 ** (failures - 1));
  return { failures, notBefore: now + wait, error: error instanceof Error ? error.message : String(error) };
}
