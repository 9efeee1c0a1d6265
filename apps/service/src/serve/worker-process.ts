import { systemClock } from "@countersign/adapters/time";
import { serviceFolder } from "@countersign/home/mirror-folder";
import { tidyAccess } from "../access/tidy.ts";
import { analyse } from "../analysis.ts";
import { RECONCILE } from "../capture/hint.ts";
import { beginManifests } from "../capture/manifest.ts";
import { manifestPlaces } from "../capture/manifest-places.ts";
import { reconciler } from "../capture/reconcile.ts";
import { openApp } from "../github/open-github.ts";
import { deliver } from "../notify/deliver.ts";
import { openSinks } from "../notify/sink-form.ts";
import { DELIVER } from "../queue/asked-work.ts";
import { PROJECT } from "../queue/asked-work.ts";
import { projectLog } from "../queue/project-log.ts";
import { readSecret } from "../settings/secret.ts";
import { startTicks } from "../work/ticks.ts";
import { startWorker } from "../work/worker.ts";
import type { Handler } from "../work/worker.ts";
import type { OpenedService } from "./parts.ts";
import type { ServiceEvents } from "./service-events.ts";

/** What a worker process is told: how many keys at once, and what renders packets, such as `countersign/0.1.0`. */
export type WorkerProcessOptions = { readonly atOnce: number; readonly renderer: string };

/** Milliseconds between two looks for work that nobody was woken for. */
const SWEEP = 5_000;
/** Seconds between two looks at a log that commands may have written to, at messages that are due, and at what has ended. */
const EVERY = { project: 5, deliver: 60, tidy: 3_600 };

/** Captures, projects and tells until it is disposed of; `settings.secret`, `settings.sink`. */
export async function startWorkerProcess(
  { home, shared, settings, db, waker }: OpenedService,
  { atOnce, renderer }: WorkerProcessOptions,
  events: ServiceEvents,
): Promise<AsyncDisposable> {
  const clock = systemClock();
  const mirrors = { dir: serviceFolder(home), searchPath: home.env["PATH"] ?? "" };
  const { repositories, serviceLevels: levels, url } = settings;
  const sinks = await Promise.all(
    settings.notify.map((one) => openSinks(one, (secret) => readSecret(secret, home.env))),
  );
  for (const place of manifestPlaces(repositories, mirrors.searchPath).values()) await beginManifests(place);
  const app = await openApp({
    settings,
    db,
    waker,
    shared,
    mirrors,
    clock,
    env: home.env,
    userAgent: renderer,
    events,
  });
  const { capture = {}, thenChecks = (handler: Handler) => handler } = app ?? {};
  const looks = { db, waker, shared, mirrors, repositories, analyse, renderer, events, env: home.env, ...capture };
  const worker = startWorker({
    db,
    waker,
    handlers: {
      ...app?.handlers,
      [RECONCILE]: thenChecks(reconciler(looks)),
      [PROJECT.kind]: thenChecks(projectLog({ db, home: shared, levels, clock })),
      [DELIVER.kind]: deliver({ db, sinks: sinks.flat(), url, clock, untold: events.untold }),
      tidy: () => tidyAccess(db),
    },
    atOnce,
    sweepEvery: SWEEP,
    events,
  });
  const ticks = startTicks(db, waker, [
    ...repositories.map(({ id, poll }) => ({ kind: RECONCILE, key: id, every: poll })),
    { ...PROJECT, every: EVERY.project },
    { ...DELIVER, every: EVERY.deliver },
    { kind: "tidy", key: "access", every: EVERY.tidy },
    ...(app?.ticks ?? []),
  ]);
  return {
    async [Symbol.asyncDispose]() {
      await ticks[Symbol.asyncDispose]();
      await worker[Symbol.asyncDispose]();
    },
  };
}
