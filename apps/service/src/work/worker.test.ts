import { setTimeout } from "node:timers/promises";
import { until } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../store/database.testing.ts";
import { bullmqWaker, prepareBackend } from "./bullmq-waker.ts";
import type { Waker } from "./waker.ts";
import { dueWork, parkedWork, requestWork } from "./work.ts";
import type { WorkKey } from "./work.ts";
import { startWorker } from "./worker.ts";
import type { Handler } from "./worker.ts";

async function working(handle: Handler, { sweepEvery = 60_000, processes = 1 } = {}) {
  const test = await testDatabase();
  const backend = { kind: "postgres", url: test.url } as const;
  await prepareBackend(backend);
  const waker = bullmqWaker(backend);
  const failed: unknown[][] = [];
  const workers = Array.from({ length: processes }, () =>
    startWorker({
      db: test.db,
      waker,
      handlers: { reconcile: handle },
      atOnce: 4,
      sweepEvery,
      events: { worked: () => {}, workFailed: (...fields) => void failed.push(fields.slice(0, 4)) },
    }),
  );
  const stop = async () => {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
  };
  return {
    db: test.db,
    waker,
    failed,
    stop,
    ask: async (key: WorkKey) => {
      await requestWork(test.db, key);
      await waker.wake(key);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await waker[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

const reconcile = (key: string): WorkKey => ({ kind: "reconcile", key });

describe("workers", () => {
  it("G19: do one key's work one after another, in whatever process, and other keys' beside it", async () => {
    const at = new Map<string, number>();
    const begun = new Set<string>();
    let most = 0;
    let doubled = 0;
    const handle: Handler = async ({ key }) => {
      at.set(key, (at.get(key) ?? 0) + 1);
      if ((at.get(key) ?? 0) > 1) doubled += 1;
      most = Math.max(
        most,
        [...at.values()].reduce((sum, one) => sum + one, 0),
      );
      // No key's work ends before that of each of the others is at it, too.
      begun.add(key);
      await until(() => begun.size === 3);
      await setTimeout(20);
      at.set(key, (at.get(key) ?? 0) - 1);
    };
    await using service = await working(handle, { processes: 2 });
    await Promise.all(Array.from({ length: 60 }, (_, index) => service.ask(reconcile(String(index % 3)))));
    await until(async () => (await dueWork(service.db, 1)).length === 0 && [...at.values()].every((one) => one === 0));
    expect({ doubled, most }).toEqual({ doubled: 0, most: 3 });
  });

  it("do again what was asked for while they did it", async () => {
    let times = 0;
    let go = () => {};
    const first = new Promise<void>((resolve) => (go = resolve));
    await using service = await working(async () => {
      times += 1;
      if (times === 1) await first;
    });
    await service.ask(reconcile("a"));
    await until(() => times === 1);
    await requestWork(service.db, reconcile("a"));
    go();
    await until(() => times === 2);
  });

  it("find what nobody was woken for", async () => {
    const done: string[] = [];
    await using service = await working(async ({ key }) => void done.push(key), { sweepEvery: 50 });
    await requestWork(service.db, reconcile("a"));
    await until(() => done.length === 1);
  });

  it("G20: work although nobody can be woken", async () => {
    await using test = await testDatabase();
    const away: Waker = {
      wake: async () => false,
      wakeOnce: async () => false,
      listen: () => ({ [Symbol.asyncDispose]: async () => {} }),
      [Symbol.asyncDispose]: async () => {},
    };
    const done: string[] = [];
    await using _worker = startWorker({
      db: test.db,
      waker: away,
      handlers: { reconcile: async ({ key }) => void done.push(key) },
      atOnce: 2,
      sweepEvery: 50,
      events: { worked: () => {}, workFailed: () => {} },
    });
    for (const key of ["a", "b", "c", "d", "e"]) await requestWork(test.db, reconcile(key));
    await until(() => done.length === 5);
    expect(done.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("G19: report what fails with its code, and do the rest", async () => {
    const done: string[] = [];
    await using service = await working(async ({ key }) => {
      if (key === "poisoned") throw new Error("always");
      done.push(key);
    });
    for (const key of ["poisoned", "a", "b"]) await service.ask(reconcile(key));
    await until(() => done.length === 2 && service.failed.length === 1);
    expect(service.failed).toEqual([["reconcile", "poisoned", "internal.service", "later"]]);
    expect(await parkedWork(service.db)).toEqual([]);
  });

  it("G19: find what waits behind any number of things that are nobody's here", async () => {
    const done: string[] = [];
    await using service = await working(async ({ key }) => void done.push(key), { sweepEvery: 50 });
    for (let at = 0; at < 100; at += 1) await requestWork(service.db, { kind: "gone", key: String(at) });
    await requestWork(service.db, reconcile("a"));
    await until(() => done.length === 1);
  });

  it("G8: come to everything, however often somebody asks for as many other things as they can do at once", async () => {
    const done = new Set<string>();
    let flooded = true;
    await using service = await working(async ({ kind, key }) => {
      done.add(key);
      // Whoever floods asks again while it is being done.
      if (flooded && key !== "quiet") await requestWork(service.db, { kind, key });
    });
    for (const key of ["a", "b", "c", "d"]) await service.ask(reconcile(key));
    await until(() => done.size === 4);
    await service.ask(reconcile("quiet"));
    await until(() => done.has("quiet"));
    flooded = false;
  });

  it("end what they are at before they stop, and begin nothing more", async () => {
    const ended: string[] = [];
    let began = false;
    const service = await working(async ({ key }) => {
      began = true;
      await setTimeout(200);
      ended.push(key);
    });
    await service.ask(reconcile("a"));
    await until(() => began);
    await service.stop();
    expect(ended).toEqual(["a"]);
    await service[Symbol.asyncDispose]();
  });
});
