import type { RequestHandler } from "express";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { callsCounted } from "../github/client/count-calls.ts";
import type { ApiParts } from "./api-parts.ts";
import { rowOf } from "./dispatch.ts";
import { readiness } from "./health.ts";

/** What is measured of a service, for Prometheus. */
export type Metrics = { readonly measure: RequestHandler; readonly text: () => Promise<string>; readonly type: string };

/** Seconds; the middle ones are those of a page that a person waits for. */
const BUCKETS = [0.005, 0.02, 0.05, 0.15, 0.5, 1, 5, 30];

/** Begins to measure. `streams` says how many event streams are open. Labels are rows of the table, never what a client wrote. */
export function apiMetrics(parts: ApiParts, streams: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "countersign_requests_total",
    help: "Requests that were answered, by row of the table of routes and status.",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "countersign_request_seconds",
    help: "How long answers took.",
    labelNames: ["route"],
    buckets: BUCKETS,
    registers,
  });
  const gauges = stateGauges(registry);
  return {
    type: registry.contentType,
    measure(request, response, next) {
      const began = performance.now();
      response.once("close", () => {
        const seconds = (performance.now() - began) / 1000;
        const route = rowOf(response);
        requests.inc({ route, method: methodOf(request.method), status: response.statusCode });
        durations.observe({ route }, seconds);
        parts.events.answered(response.statusCode, route, Math.round(seconds * 1000));
      });
      next();
    },
    async text() {
      const { ready, work, log } = await readiness(parts);
      gauges.ready.set(ready ? 1 : 0);
      gauges.undone.set(work?.undone ?? Number.NaN);
      gauges.oldest.set(work?.oldest ?? Number.NaN);
      gauges.overdue.set(work?.overdue ?? Number.NaN);
      gauges.parked.set(work?.parked ?? Number.NaN);
      gauges.size.set(log?.size ?? Number.NaN);
      gauges.published.set(log?.published ?? Number.NaN);
      gauges.streams.set(streams());
      for (const { route, status, calls } of await callsCounted(parts.db).catch(() => []))
        gauges.calls.set({ route, status }, Number(calls));
      return registry.metrics();
    },
  };
}

function stateGauges(registry: Registry) {
  const gauge = (name: string, help: string) => new Gauge({ name: `countersign_${name}`, help, registers: [registry] });
  return {
    ready: gauge("ready", "1 while /readyz answers 200."),
    undone: gauge("work_undone", "Work that waits, is being done, or is parked."),
    oldest: gauge("work_oldest_seconds", "Since when the oldest of it is undone."),
    overdue: gauge("work_overdue_seconds", "For how long something is due that nobody does."),
    parked: gauge("work_parked", "Work of it that nobody tries any more before people look or a hint comes."),
    size: gauge("log_size", "Leaves that have their place."),
    published: gauge("log_published_size", "Leaves under the published checkpoint."),
    streams: gauge("event_streams", "Event streams that are open."),
    calls: new Gauge({
      name: "countersign_github_calls",
      help: "Calls of GitHub's API, by route and status; 0 where nothing was answered.",
      labelNames: ["route", "status"],
      registers: [registry],
    }),
  };
}

/** Clients may send any word for a method. */
function methodOf(method: string): string {
  return ["GET", "HEAD", "POST", "DELETE", "OPTIONS"].includes(method) ? method : "other";
}
