import { setTimeout } from "node:timers/promises";
import { problemOf } from "../problem.ts";
import type { Database } from "../store/database.ts";
import { databaseError } from "../store/database.ts";
import type { Waker } from "./waker.ts";
import { LEASE, claimWork, dueWork, failWork, finishWork, keepLease } from "./work.ts";
import type { Claimed, WorkKey } from "./work.ts";

/**
 * Makes one thing right: looks at how it is and how it should be, and changes what differs. It may run twice, and be cut off
 * anywhere; what it writes, it writes in transactions that first hold the claim (`holdWork`).
 */
export type Handler = (claimed: Claimed, signal: AbortSignal) => Promise<void>;

/** What a worker reports. */
type WorkerEvents = {
  readonly worked: (kind: string, key: string, milliseconds: number) => void;
  readonly workFailed: (
    kind: string,
    key: string,
    code: string,
    what: "later" | "parked" | "lost",
    error: unknown,
  ) => void;
};

export type WorkerOptions = {
  readonly db: Database;
  readonly waker: Waker;
  readonly handlers: Readonly<Record<string, Handler>>;
  /** How many keys this process works on at once. */
  readonly atOnce: number;
  /** Milliseconds between two looks for what nobody was woken for. */
  readonly sweepEvery: number;
  readonly events: WorkerEvents;
};

/** Works until it is disposed of; what is at work then is ended first. */
export function startWorker(options: WorkerOptions): AsyncDisposable {
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  const work = (key: WorkKey) => {
    const done = workOn(options, key, stop.signal).finally(() => running.delete(done));
    running.add(done);
    return done;
  };
  const listening = options.waker.listen(work, options.atOnce);
  const sweeping = sweep(options, (key) => (running.size < options.atOnce ? void work(key) : undefined), stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await sweeping;
      await Promise.all(running);
      await listening[Symbol.asyncDispose]();
    },
  };
}

/** Wakes for what is due. Where nobody can be woken, this process does it itself, so a backend that is away stops nothing. */
async function sweep(
  { db, waker, sweepEvery, atOnce, handlers }: WorkerOptions,
  work: (key: WorkKey) => void,
  signal: AbortSignal,
): Promise<void> {
  for (; !signal.aborted; await setTimeout(sweepEvery, undefined, { signal }).catch(() => {})) {
    const due = await dueWork(db, 20 * atOnce, Object.keys(handlers)).catch(() => []);
    for (const key of due) {
      if (signal.aborted) return;
      if (!(await waker.wakeOnce(key))) work(key);
    }
  }
}

/**
 * Claims and does a thing. What is asked for again meanwhile is done again behind all that waits, so that whoever asks on and on
 * for one thing keeps nobody else waiting; at once where nobody can be woken. Never rejects.
 */
async function workOn(options: WorkerOptions, key: WorkKey, signal: AbortSignal): Promise<void> {
  for (let again = true; again && !signal.aborted;) {
    const claimed = await claimWork(options.db, key).catch(() => undefined);
    again = claimed !== undefined && (await doClaimed(options, claimed, signal)) && !(await options.waker.wake(key));
  }
}

/** True where it was asked for again meanwhile. */
async function doClaimed(
  { db, handlers, events }: WorkerOptions,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<boolean> {
  const { kind, key } = claimed;
  const began = performance.now();
  const lost = new AbortController();
  const alive = keepAlive(db, claimed, lost);
  try {
    const handler = handlers[kind];
    if (handler === undefined) throw new Error(`no handler for work of kind ${kind}`);
    await handler(claimed, AbortSignal.any([signal, lost.signal]));
    const finished = await finishWork(db, claimed);
    events.worked(kind, key, Math.round(performance.now() - began));
    return finished === "again";
  } catch (error) {
    const { code } = problemOf(databaseError(error));
    const what = await failWork(db, claimed, code).catch(() => "lost" as const);
    events.workFailed(kind, key, code, what, error);
    return false;
  } finally {
    lost.abort();
    await alive;
  }
}

/** Renews the lease until the work ends; where another has it, the work is told to stop. */
async function keepAlive(db: Database, claimed: Claimed, lost: AbortController): Promise<void> {
  const { signal } = lost;
  for (;;) {
    await setTimeout((LEASE * 1000) / 4, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    if ((await keepLease(db, claimed).catch(() => true)) === false) lost.abort();
  }
}
