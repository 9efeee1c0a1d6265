import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { Queue, Worker, createPostgresBackend, runMigrations, withBackend } from "bullmq";
import type { JobsOptions } from "bullmq";
import pg from "pg";
import type { Waker, WakerEvents } from "./waker.ts";
import type { WorkKey } from "./work.ts";

/** Where BullMQ keeps its jobs. On one Redis, `namespace` keeps services apart. */
export type Backend =
  | { readonly kind: "postgres"; readonly url: string }
  | { readonly kind: "redis"; readonly url: string; readonly namespace: string };

/** The schema that BullMQ has in PostgreSQL. */
const SCHEMA = "bullmq";
/** Name of the queue. */
const NAME = "countersign";
/** Milliseconds that a caller waits for the backend. */
const PATIENCE = 2_000;
/** Milliseconds between two tries to reach Redis, at most. */
const LONGEST_PAUSE = 2_000;
/** Connections of a pool; a queue, and a worker, have one more that listens. */
const CONNECTIONS = 2;

/** Makes or renews BullMQ's own tables; nothing on Redis. Once before anybody wakes or listens. */
export async function prepareBackend(backend: Backend): Promise<void> {
  if (backend.kind === "redis") return;
  const client = new pg.Client(backend.url);
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

/** A waker on BullMQ. Jobs carry a kind and a key and nothing else, and none is kept when it is done. */
export function bullmqWaker(backend: Backend, events?: WakerEvents): Waker {
  const stop = new AbortController();
  const jobs = queueOn(backend, stop.signal);
  const seen = sightOf(events, stop.signal);
  jobs.on("error", seen.away);
  const add = async ({ kind, key }: WorkKey, options: JobsOptions) => {
    const added = jobs.add(kind, { kind, key }, { removeOnComplete: true, removeOnFail: true, ...options });
    return within(
      PATIENCE,
      added.then(
        () => {
          seen.back();
          return true;
        },
        () => false,
      ),
    );
  };
  return {
    wake: (key) => add(key, {}),
    wakeOnce: (key) => add(key, { jobId: `once-${digestOf(key)}` }),
    listen(heard, atOnce) {
      const end = new AbortController();
      const worker = workerOn(backend, heard, atOnce, end.signal);
      worker.on("error", seen.away);
      worker.on("ready", seen.back);
      return {
        [Symbol.asyncDispose]() {
          end.abort();
          return closing(worker);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      // A close alone leaves a try to reach Redis under way, which may come off, and then stays.
      await settled(jobs.disconnect());
      await settled(jobs.close());
    },
  };
}

/** Errors come with every try, and are told of the first time. */
function sightOf(events: WakerEvents | undefined, ended: AbortSignal) {
  let isAway = false;
  return {
    away(error: Error) {
      if (!isAway && !ended.aborted) events?.wakerAway(error.message.slice(0, 200));
      isAway = true;
    },
    back() {
      if (isAway) events?.wakerBack();
      isAway = false;
    },
  };
}

type Jobs = {
  readonly add: (name: string, data: WorkKey, options: JobsOptions) => Promise<unknown>;
  readonly close: () => Promise<void>;
  readonly disconnect: () => Promise<void>;
  readonly on: (event: "error", heard: (error: Error) => void) => unknown;
};

/** Redis is tried again and again until nobody wants it any more: else what it is tried for would keep the process from ending. */
const retrying = (signal: AbortSignal) => (times: number) =>
  signal.aborted ? null : Math.min(LONGEST_PAUSE, 50 * 2 ** Math.min(times, 10));

function queueOn(backend: Backend, signal: AbortSignal): Jobs {
  if (backend.kind === "redis")
    return new Queue<WorkKey>(NAME, {
      prefix: backend.namespace,
      connection: { url: backend.url, enableOfflineQueue: false, retryStrategy: retrying(signal) },
    });
  const onPostgres = withBackend(createPostgresBackend);
  return new onPostgres.Queue<WorkKey>(NAME, { connection: poolOf(backend.url) });
}

function workerOn(backend: Backend, heard: (key: WorkKey) => Promise<void>, concurrency: number, signal: AbortSignal) {
  const process = ({ data }: { readonly data: WorkKey }) => heard(data);
  if (backend.kind === "redis")
    return new Worker<WorkKey>(NAME, process, {
      prefix: backend.namespace,
      concurrency,
      connection: { url: backend.url, maxRetriesPerRequest: null, retryStrategy: retrying(signal) },
    });
  const onPostgres = withBackend(createPostgresBackend);
  return new onPostgres.Worker<WorkKey>(NAME, process, { concurrency, connection: poolOf(backend.url) });
}

const poolOf = (url: string) => ({ connectionString: url, schema: SCHEMA, max: CONNECTIONS });

/** Ids of jobs may have no colon; keys may have everything. */
function digestOf({ kind, key }: WorkKey): string {
  return createHash("sha256").update(`${kind}\0${key}`).digest("hex").slice(0, 32);
}

type Listener = { readonly pause: () => Promise<void>; readonly close: (force: boolean) => Promise<void> };

/** What is being heard is ended first, by a call of its own: a close that waits for a backend that is away cannot be forced any more. */
async function closing(worker: Listener): Promise<void> {
  await settled(worker.pause());
  await settled(worker.close(true));
}

/** Waits until something ended, however, but not for long. */
async function settled(work: Promise<void>): Promise<void> {
  const ended = () => true;
  await within(PATIENCE, work.then(ended, ended));
}

/** What comes of it, or false when it takes too long. */
async function within(milliseconds: number, answer: Promise<boolean>): Promise<boolean> {
  const stop = new AbortController();
  const late = setTimeout(milliseconds, false, { signal: stop.signal }).catch(() => false);
  try {
    return await Promise.race([answer, late]);
  } finally {
    stop.abort();
  }
}
