import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort, tempFolder, until } from "@countersign/testkit";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { emptyDatabase } from "../store/database.testing.ts";
import { bullmqWaker, prepareBackend } from "./bullmq-waker.ts";
import type { Backend } from "./bullmq-waker.ts";
import type { WorkKey } from "./work.ts";

type Served = AsyncDisposable & {
  readonly backend: Backend;
  /** Forgets every job, as a store does that was flushed. */
  readonly flush: () => Promise<void>;
};

async function onPostgres(): Promise<Served> {
  const database = await emptyDatabase();
  const backend: Backend = { kind: "postgres", url: database.url };
  await prepareBackend(backend);
  return {
    backend,
    async flush() {
      const client = new pg.Client(database.url);
      await client.connect();
      const { rows } = await client.query(
        "select tablename from pg_tables where schemaname = 'bullmq' and tablename !~ 'migration'",
      );
      await client.query(`truncate ${rows.map(({ tablename }) => `bullmq."${tablename}"`).join(", ")}`);
      await client.end();
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** A real Redis that keeps nothing. */
function redisAt(port: number, folder: string) {
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  return spawn("redis-server", args, { stdio: "ignore" });
}

async function onRedis(): Promise<Served> {
  const folder = tempFolder();
  const port = await freePort();
  const server = redisAt(port, folder.path);
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { retryStrategy: () => 50 });
  client.on("error", () => {});
  await until(() => client.status === "ready");
  return {
    backend: { kind: "redis", url, namespace: randomUUID() },
    flush: async () => void (await client.flushall()),
    async [Symbol.asyncDispose]() {
      client.disconnect();
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
      folder[Symbol.dispose]();
    },
  };
}

const A: WorkKey = { kind: "reconcile", key: "github:1" };
const B: WorkKey = { kind: "reconcile", key: "github:2" };

describe.each([
  ["PostgreSQL", onPostgres],
  ["Redis", onRedis],
])("a waker on %s", (_name, serve) => {
  it("tells one of those who listen, and leaves nothing behind", async () => {
    await using served = await serve();
    await using waker = bullmqWaker(served.backend);
    await using other = bullmqWaker(served.backend);
    const heard: string[] = [];
    await using _one = waker.listen(async ({ key }) => void heard.push(key), 1);
    await using _two = other.listen(async ({ key }) => void heard.push(key), 1);
    expect(await waker.wake(A)).toBe(true);
    expect(await waker.wake(B)).toBe(true);
    await until(() => heard.length === 2);
    await setTimeout(200);
    expect(heard.toSorted()).toEqual(["github:1", "github:2"]);
  });

  it("keeps what is called while nobody listens, and one call of a key where it is asked to", async () => {
    await using served = await serve();
    await using waker = bullmqWaker(served.backend);
    for (const key of [A, A, B, A]) expect(await waker.wakeOnce(key)).toBe(true);
    const heard: string[] = [];
    await using _listening = waker.listen(async ({ key }) => void heard.push(key), 1);
    await until(() => heard.length === 2);
    await setTimeout(200);
    expect(heard.toSorted()).toEqual(["github:1", "github:2"]);
    // Heard, it may be called again.
    expect(await waker.wakeOnce(A)).toBe(true);
    await until(() => heard.length === 3);
  });

  it("goes on listening after somebody who heard failed", async () => {
    await using served = await serve();
    await using waker = bullmqWaker(served.backend);
    const heard: string[] = [];
    await using _listening = waker.listen(async ({ key }) => {
      heard.push(key);
      if (key === A.key) throw new Error("on purpose");
    }, 1);
    await waker.wake(A);
    await waker.wake(B);
    await until(() => heard.includes(B.key));
  });

  it("hands out so many at a time", async () => {
    await using served = await serve();
    await using waker = bullmqWaker(served.backend);
    let now = 0;
    let most = 0;
    let done = 0;
    await using _listening = waker.listen(async () => {
      most = Math.max(most, ++now);
      await setTimeout(50);
      now -= 1;
      done += 1;
    }, 2);
    for (let at = 0; at < 6; at++) await waker.wake({ kind: "reconcile", key: String(at) });
    await until(() => done === 6);
    expect(most).toBe(2);
  });

  it("G20: hears what is called after everything was forgotten", async () => {
    await using served = await serve();
    await using waker = bullmqWaker(served.backend);
    await waker.wakeOnce(A);
    await served.flush();
    const heard: string[] = [];
    await using _listening = waker.listen(async ({ key }) => void heard.push(key), 1);
    expect(await waker.wakeOnce(A)).toBe(true);
    await until(() => heard.length === 1);
  });
});

describe("a waker whose backend is away", () => {
  it.each<Backend>([
    { kind: "postgres", url: "postgresql://countersign@127.0.0.1:1/none" },
    { kind: "redis", url: "redis://127.0.0.1:1", namespace: "none" },
  ])("G20: says so soon, on $kind, and stops nobody who listens", async (backend) => {
    await using waker = bullmqWaker(backend);
    await using _listening = waker.listen(async () => {}, 1);
    expect(await waker.wake(A)).toBe(false);
    expect(await waker.wakeOnce(A)).toBe(false);
  });

  it("is told of once when it goes, and once when it is there again", async () => {
    await using redis = await redisThatGoes();
    const told: string[] = [];
    const events = { wakerAway: (what: string) => told.push(what), wakerBack: () => told.push("back") };
    await using waker = bullmqWaker(redis.backend, events);
    await using _listening = waker.listen(async () => {}, 1);
    while (!(await waker.wake(A))) await setTimeout(50);
    told.length = 0;
    await redis.go();
    expect(await waker.wake(A)).toBe(false);
    expect(told).toEqual([expect.stringMatching(/ECONN/)]);
    await redis.comeBack();
    while (!(await waker.wake(A))) await setTimeout(50);
    expect(told.slice(1)).toEqual(["back"]);
  });

  it("G20: keeps no process that has ended its work, whatever the backend does meanwhile", async () => {
    await using gone = { ...(await redisThatGoes()), comeBack: async () => {} };
    await using back = await redisThatGoes();
    const ends = await Promise.all([
      used(gone.backend, "listens", gone),
      used(back.backend, "calls", back),
      used({ kind: "redis", url: "redis://127.0.0.1:1", namespace: "none" }, "listens"),
      used({ kind: "postgres", url: "postgresql://countersign@127.0.0.1:1/none" }, "listens"),
    ]);
    expect(ends).toEqual([0, 0, 0, 0]);
  });
});

type Goes = { readonly go: () => Promise<void>; readonly comeBack: () => Promise<void> };

/** A Redis that is there, goes away, and comes back. */
async function redisThatGoes() {
  const folder = tempFolder();
  const port = await freePort();
  let server = redisAt(port, folder.path);
  const go = async () => {
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  return {
    backend: { kind: "redis", url: `redis://127.0.0.1:${port}`, namespace: "n" } as const,
    go: async () => {
      await go();
      // Tries to reach it are under way by then.
      await setTimeout(1_000);
    },
    comeBack: async () => {
      await setTimeout(100);
      server = redisAt(port, folder.path);
    },
    async [Symbol.asyncDispose]() {
      if (server.exitCode === null && server.signalCode === null) await go();
      folder[Symbol.dispose]();
    },
  };
}

/** Calls, and listens if it is to, until it is told to stop, and is left to end by itself. */
const USE = `
  import { once } from "node:events";
  const { bullmqWaker } = await import(${JSON.stringify(new URL("bullmq-waker.ts", import.meta.url).href)});
  const waker = bullmqWaker(JSON.parse(process.argv[1]));
  const listening = process.argv[2] === "listens" ? waker.listen(async () => {}, 1) : undefined;
  await waker.wake({ kind: "project", key: "log" });
  console.log("at work");
  await once(process.stdin, "data");
  process.stdin.destroy();
  await listening?.[Symbol.asyncDispose]();
  await waker[Symbol.asyncDispose]();
`;

/** Runs it, makes the backend go away, has it stop, and the backend come back; answers its exit, or what it was ended by. */
async function used(backend: Backend, how: "listens" | "calls", store: Partial<Goes> = {}): Promise<unknown> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", USE, JSON.stringify(backend), how], {
    stdio: ["pipe", "pipe", "ignore"],
    timeout: 90_000,
  });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  await store.go?.();
  child.stdin.write("stop\n");
  await store.comeBack?.();
  const [exit, by] = await ended;
  return exit ?? by;
}
