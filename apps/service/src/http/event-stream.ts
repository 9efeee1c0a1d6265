import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { CountersignError } from "@countersign/core";
import type { Actor } from "../access/actor.ts";
import { isFor } from "./event-feed.ts";
import type { EventFeed, ServiceEvent } from "./event-feed.ts";

/** Milliseconds between two looks for events, between two signs of life, and for which a client may read nothing. */
const PACE = { look: 1_000, alive: 15_000, patience: 30_000 };
/** Events that are sent at once. */
const MOST_AT_ONCE = 100;

/** What a stream needs: where to begin, who listens by now, and when to end. */
export type Streaming = {
  readonly feed: EventFeed;
  readonly after: string;
  readonly again: () => Promise<Actor>;
  readonly signal: AbortSignal;
};

/**
 * Sends events (server-sent events of WHATWG HTML) until the client goes, reads nothing, or may not hear them any more. Each has
 * its id, so that a client that comes again goes on behind it. Rights are looked up before anything is sent, and at each sign of life.
 */
export async function streamEvents(response: ServerResponse, { feed, after, again, signal }: Streaming): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const over = AbortSignal.any([signal, gone.signal]);
  await write(response, `retry: 2000\nid: ${after}\n\n`);
  let last = after;
  for (let alive = performance.now(); !over.aborted;) {
    const newest = await feed.newest().catch(() => last);
    const events = newest === last ? [] : await feed.eventsSince(last, MOST_AT_ONCE).catch(() => []);
    const quiet = performance.now() - alive > PACE.alive;
    if (events.length > 0 || quiet) {
      const actor = await again().catch(() => undefined);
      if (actor === undefined) break;
      const lines = events.map((event) => (isFor(actor, event) ? spell(event) : `id: ${event.id}\n\n`)).join("");
      if (!(await write(response, quiet && lines === "" ? ": alive\n\n" : lines))) break;
      alive = performance.now();
      last = events.at(-1)?.id ?? last;
    }
    if (events.length < MOST_AT_ONCE) await setTimeout(PACE.look, undefined, { signal: over }).catch(() => {});
  }
  response.end();
}

/** Counts streams, each against its principal: `limit.streams` beyond `each` of one or `all` together. */
export function streamCount(
  each: number,
  all: number,
): { readonly begin: (principal: string) => Disposable; readonly now: () => number } {
  const open = new Map<string, number>();
  let sum = 0;
  return {
    now: () => sum,
    begin(principal) {
      const mine = open.get(principal) ?? 0;
      if (mine >= each || sum >= all) throw new CountersignError("limit.streams", `${mine} streams are open`);
      open.set(principal, mine + 1);
      sum += 1;
      return {
        [Symbol.dispose]() {
          const left = (open.get(principal) ?? 1) - 1;
          if (left === 0) open.delete(principal);
          else open.set(principal, left);
          sum -= 1;
        },
      };
    },
  };
}

function spell({ id, kind, ...event }: ServiceEvent): string {
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify({ id, kind, ...event })}\n\n`;
}

/** Writes as fast as the client reads; false where it does not. */
async function write(response: ServerResponse, text: string): Promise<boolean> {
  if (response.writableEnded || response.destroyed) return false;
  if (text === "" || response.write(text)) return true;
  const patience = AbortSignal.timeout(PACE.patience);
  return once(response, "drain", { signal: patience }).then(
    () => true,
    () => false,
  );
}
