import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import express from "express";
import { analyse } from "../../apps/service/src/analysis.ts";
import { RECONCILE } from "../../apps/service/src/capture/hint.ts";
import { reconciler } from "../../apps/service/src/capture/reconcile.ts";
import { SILENT } from "../../apps/service/src/capture/world.testing.ts";
import { receiveDeliveries } from "../../apps/service/src/github/inbox/receive.ts";
import { openApp } from "../../apps/service/src/github/open-github.ts";
import { listenHttp } from "../../apps/service/src/http-server.ts";
import { problemOf, sendProblem } from "../../apps/service/src/problem.ts";
import { DELIVER, PROJECT } from "../../apps/service/src/queue/asked-work.ts";
import { projectLog } from "../../apps/service/src/queue/project-log.ts";
import { deliver } from "../../apps/service/src/notify/deliver.ts";
import { startWorker } from "../../apps/service/src/work/worker.ts";
import type { Handler } from "../../apps/service/src/work/worker.ts";
import type { Stage } from "./stage.ts";

/** Keys that are worked on at once, and milliseconds between two looks for work. */
const WORKER = { atOnce: 4, sweepEvery: 20 };

/** How often one kind of work was done, and how long in all; several are done at once. */
export type Worked = { readonly times: number; readonly milliseconds: number };

/**
 * Starts the real inbox and the real handlers on a stage; only the clock, and when something is asked for again, are the run's. `ticks` is what
 * has to be asked for again and again, `failures` how often which work failed with which code: `github-check github.limited`,
 * and `work` what was done.
 */
export async function startBeside(stage: Stage) {
  const { settings, db, shared, clock, app, world, secret } = stage;
  await using opened = new AsyncDisposableStack();
  const waker = SILENT;
  const entrance = openEntrance();
  const silent = () => {};
  const failures = new Map<string, number>();
  const work = new Map<string, Worked>();
  const worked = (kind: string, _key: string, milliseconds: number) => {
    const before = work.get(kind) ?? { times: 0, milliseconds: 0 };
    work.set(kind, { times: before.times + 1, milliseconds: before.milliseconds + milliseconds });
  };
  const failed = (kind: string, code: string) =>
    void failures.set(`${kind} ${code}`, (failures.get(`${kind} ${code}`) ?? 0) + 1);
  const mirrors = { dir: join(stage.folder, "service"), searchPath: process.env["PATH"] ?? "" };
  const found = await openApp({
    settings,
    db,
    waker,
    shared,
    mirrors,
    clock,
    env: {},
    userAgent: "countersign/faults",
    events: { notUnderstood: (_delivery, event, code) => failed(event, code), guardChanged: silent },
    // Time is put forward, not waited for: what would be spaced a second apart is counted by the budget all the same.
    client: { paced: false, timeout: 2_000 },
  });
  if (found === undefined) throw new Error("the settings name no App");
  const events = { captured: silent, landedUnreviewed: silent, refRewound: silent, notCaptured: silent };
  const { repositories } = settings;
  const looks = { db, waker, shared, mirrors, repositories, analyse, renderer: "countersign/faults", events, env: {} };
  opened.use(
    startWorker({
      db,
      waker,
      ...WORKER,
      handlers: entrance.before({
        ...found.handlers,
        [RECONCILE]: found.thenChecks(reconciler({ ...looks, ...found.capture })),
        [PROJECT.kind]: found.thenChecks(projectLog({ db, home: shared, levels: [], clock })),
        [DELIVER.kind]: deliver({ db, sinks: [], url: settings.url, clock, untold: silent }),
      }),
      events: { worked, workFailed: (kind, _key, code) => failed(kind, code) },
    }),
  );
  const server = express();
  const heard = { delivered: silent, refused: (_status: number, code: string) => failed("inbox", code) };
  server.use(receiveDeliveries({ db, waker, app: app.id, secrets: [secret], events: heard }));
  server.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) =>
    sendProblem(response, problemOf(error)),
  );
  opened.defer(entrance.open);
  const inbox = opened.use(await listenHttp(server, "127.0.0.1", 0));
  world.setWebhook(app.id, { url: `${inbox.url}/v1/github/webhooks`, secret });
  world.install(app.id, stage.acme.id, stage.ada.id);
  const ticks = [
    ...repositories.map(({ id, poll }) => ({ kind: RECONCILE, key: id, every: poll })),
    { ...PROJECT, every: 60 },
    ...found.ticks,
  ];
  const all = opened.move();
  const rest: Rest = async (patience, thenShut = false) => {
    entrance.open();
    await nothingDue(stage, patience);
    if (thenShut) entrance.shut();
  };
  return { ticks, failures, work, rest, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/**
 * Lets the service work until nothing is due, for so many milliseconds at most: what failed and waits for its time is not due. After it the
 * service goes on, or begins nothing new until the next rest: what is asked for meanwhile is done once.
 */
export type Rest = (patience: number, thenShut?: boolean) => Promise<void>;

async function nothingDue({ db, github }: Stage, patience: number): Promise<void> {
  for (const end = performance.now() + patience; performance.now() < end; await setTimeout(15)) {
    await github.settle();
    const left = await db
      .selectFrom("work")
      .select("key")
      .where("parked", "is", null)
      .where((where) => where.or([where("due", "<=", new Date()), where("lease", "is not", null)]))
      .limit(1)
      .execute();
    if (left.length === 0) return;
  }
}

/** What work has to pass before it begins. */
function openEntrance() {
  let passage = Promise.withResolvers<void>();
  passage.resolve();
  const past = (handler: Handler): Handler => {
    return async (claimed, signal) => {
      await passage.promise;
      await handler(claimed, signal);
    };
  };
  return {
    open: () => passage.resolve(),
    shut: () => void (passage = Promise.withResolvers()),
    before: (handlers: Readonly<Record<string, Handler>>) =>
      Object.fromEntries(Object.entries(handlers).map(([kind, handler]) => [kind, past(handler)])),
  };
}
