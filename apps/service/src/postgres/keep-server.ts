import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { SupervisionEvents } from "../serve/supervise.ts";

/** A PostgreSQL that is kept running until this is disposed of; `ends` counts how often it ended without having been asked to. */
export type KeptServer = AsyncDisposable & { readonly ends: () => number };

/** Milliseconds that it has to end. */
const STOP = 60_000;
/** Milliseconds before it is started again: longer each time, short again after one that lasted. */
const PAUSE = { least: 250, most: 10_000, lasted: 60_000 };

/**
 * Starts a PostgreSQL, and again whenever it ends by itself: nobody else would, and without it nothing is done. What a killed
 * one leaves holds its memory for a moment, in which a start fails.
 */
export function keepServer(start: () => ChildProcess, events: SupervisionEvents): KeptServer {
  const stop = new AbortController();
  let ends = 0;
  const keep = async () => {
    for (let pause = PAUSE.least; !stop.signal.aborted; pause = Math.min(2 * pause, PAUSE.most)) {
      const began = Date.now();
      const how = await runOnce(start(), events, stop.signal);
      events.ended(NAME, how);
      if (stop.signal.aborted) return;
      ends += 1;
      if (Date.now() - began > PAUSE.lasted) pause = PAUSE.least;
      await setTimeout(pause, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  const keeping = keep();
  return {
    ends: () => ends,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await keeping;
    },
  };
}

/** Its name in events. */
const NAME = "postgres";

/** Runs one to its end; says how it ended. */
async function runOnce(server: ChildProcess, events: SupervisionEvents, signal: AbortSignal): Promise<string> {
  const ended = once(server, "exit").then(
    ([code, by]: unknown[]) => (typeof by === "string" ? by : `exit ${String(code)}`),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (server.pid !== undefined) events.started(NAME, server.pid);
  const stop = () => void end(server);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await ended;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** SIGINT: running statements are given up, what is committed stays. */
async function end(server: ChildProcess): Promise<void> {
  server.kill("SIGINT");
  const late = new AbortController();
  server.once("exit", () => late.abort());
  await setTimeout(STOP, undefined, { signal: late.signal }).then(
    () => server.kill("SIGKILL"),
    () => {},
  );
}
