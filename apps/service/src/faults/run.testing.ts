import { setTimeout } from "node:timers/promises";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { startCluster } from "../postgres/cluster.ts";
import { nothingHandedIn, useService } from "./client.testing.ts";
import type { HandedIn } from "./client.testing.ts";
import { compare } from "./compare.testing.ts";
import { none } from "./counted.testing.ts";
import type { Counted } from "./counted.testing.ts";
import { doFaults } from "./faulting.testing.ts";
import type { Done, FaultPlan } from "./faulting.testing.ts";
import { land, nothingPushed, pushProposals } from "./pushing.testing.ts";
import type { Amounts, Pushed } from "./pushing.testing.ts";
import { startReceiver } from "./receiver.testing.ts";
import type { Receiver } from "./receiver.testing.ts";
import { startRedis } from "./redis.testing.ts";
import { runServe } from "./running.testing.ts";
import type { Running } from "./running.testing.ts";
import { seeded } from "./seeded.testing.ts";
import { setStage } from "./stage.testing.ts";
import { settle } from "./settle.testing.ts";

/** Milliseconds that a process whose supervisor is gone may take to end what it is at. */
const STAY = 60_000;

/** What a fault run is. */
export type FaultRun = {
  readonly seed: number;
  readonly jobs: "postgres" | "redis";
  readonly amounts: Amounts;
  readonly faults: FaultPlan;
  /** How probably the answer to a message is lost. */
  readonly lost: number;
  /** Milliseconds that what is left after the last fault may take. */
  readonly patience: number;
};

/** What came of it. */
export type FaultReport = {
  readonly counts: readonly Counted[];
  readonly done: Done;
  readonly pushed: Pushed;
  readonly handed: HandedIn;
  readonly taken: Receiver["taken"];
  readonly ends: Running["ends"];
  readonly codes: Running["codes"];
  /** Seconds of load and faults, and until nothing was left. */
  readonly seconds: { readonly load: number; readonly rest: number };
};

/**
 * Runs the whole service on a home of its own, pushes changes and uses it over HTTP, kills its processes and its stores meanwhile, waits
 * until nothing is left, ends it, and compares what is there with what was done. `tell` hears how far it is, about every 15 seconds.
 */
export async function runFaults(plan: FaultRun, tell: (line: string) => void): Promise<FaultReport> {
  using folder = tempFolder();
  const random = seeded(plan.seed);
  await using receiver = await startReceiver(random.branch(), plan.lost);
  await using redis = plan.jobs === "redis" ? await startRedis(folder.path) : undefined;
  const stage = await setStage(folder.path, receiver);
  const env = redis === undefined ? stage.env : { ...stage.env, REDIS_URL: redis.url };
  const [pushed, handed] = [nothingPushed(), nothingHandedIn()];
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  await using running = runServe({ home: stage.home.dir, port: stage.port, env });
  const [loaded, over] = [new AbortController(), new AbortController()];
  const using = useService(stage, random.branch(), handed, over.signal);
  const faulting = doFaults({ stage, running, redis, handed }, random.branch(), plan.faults, loaded.signal);
  const telling = tellAlways(
    () => `${seconds()} s: ${pushed.proposals.length} pushed, ${handed.acknowledged.size} decided`,
    tell,
    over.signal,
  );
  await Promise.all([
    pushProposals(stage, random.branch(), pushed, plan.amounts),
    land(stage, random.branch(), pushed, plan.amounts),
  ]);
  loaded.abort();
  const done = await faulting;
  over.abort();
  await Promise.all([using, telling]);
  const load = seconds();
  tell(`${load} s: ${pushed.proposals.length} pushed; no more faults, the rest is waited for`);
  const left = await settle(stage, pushed, plan.patience);
  const rest = seconds() - load;
  const exit = await running.end();
  const stayed = await running.stay(STAY);
  await stage.db.destroy();
  await using cluster = await startCluster(join(stage.home.dir, "postgres"), process.env);
  const counts = [
    none("left to do", left),
    none("ends at SIGTERM that are not 0", exit === 0 ? [] : [String(exit)]),
    none("processes that stayed", stayed),
    none(
      "faults of our own",
      [...running.codes.keys()].filter((code) => code.includes(" internal.")),
    ),
    ...(await compare(stage, { pushed, handed, receiver }, cluster.url)),
  ];
  const { ends, codes } = running;
  return { counts, done, pushed, handed, taken: receiver.taken, ends, codes, seconds: { load, rest } };
}

async function tellAlways(line: () => string, tell: (line: string) => void, signal: AbortSignal): Promise<void> {
  for (; !signal.aborted; await setTimeout(15_000, undefined, { signal }).catch(() => {})) tell(line());
}
