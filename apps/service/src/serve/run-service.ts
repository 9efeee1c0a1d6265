import { join } from "node:path";
import { lockFolder } from "@countersign/adapters/files";
import type { FolderLock } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core";
import { requireGoverned } from "@countersign/home";
import type { Home } from "@countersign/home/folder";
import { startCluster } from "../postgres/cluster.ts";
import { openService, prepareStores, readSettings, storesNamed } from "./parts.ts";
import type { Stores } from "./parts.ts";
import type { ServiceEvents } from "./service-events.ts";
import { supervise } from "./supervise.ts";
import { startWeb } from "./web.ts";
import type { WebOptions } from "./web.ts";
import { startWorkerProcess } from "./worker-process.ts";
import type { WorkerProcessOptions } from "./worker-process.ts";

/** The folder of a home that is locked while its service runs. */
const SERVING = "serving";

/** The two processes of the service. */
export type Process = "web" | "worker";

export type RunOptions = {
  readonly home: Home;
  readonly web: WebOptions;
  readonly worker: WorkerProcessOptions;
  readonly events: ServiceEvents;
  /** The command line that runs one process of the service by itself; it finds the database in `DATABASE_URL`. */
  readonly commandOf: (process: Process) => readonly [string, ...string[]];
  /** A file descriptor for what its processes say; where this process says it when absent. */
  readonly output?: number;
  /** Ends the service. */
  readonly signal: AbortSignal;
};

/**
 * Runs the service on this machine, each process by itself and started again when it ends: on the database that `DATABASE_URL`
 * names, else on a PostgreSQL in the home. The tables are made what this program needs first. Codes: `usage.serving` beside
 * another one on the home, those of `requireGoverned`, `settings.…`, `database.…`.
 */
export async function runService({ home, events, commandOf, output, signal }: RunOptions): Promise<void> {
  await requireGoverned(home);
  await readSettings(home);
  await using _serving = await onlyOne(home);
  await using cluster =
    storesNamed(home.env) === undefined ? await startCluster(join(home.dir, "postgres"), home.env, events) : undefined;
  const env = cluster === undefined ? home.env : { ...home.env, DATABASE_URL: cluster.url };
  await prepareStores(storesOf(env));
  const programs = (["web", "worker"] as const).map((name) => ({
    name,
    command: commandOf(name),
    env,
    ...(output === undefined ? {} : { output }),
  }));
  await supervise(programs, events, signal);
}

/** Refuses to begin beside a service that runs on a home, before anything is written for it: `usage.serving`. */
export async function requireAlone(home: Pick<Home, "dir">): Promise<void> {
  await using _free = await onlyOne(home);
}

/** Nobody else runs the service on this home while this is held. The system takes it from a process that was killed. */
async function onlyOne({ dir }: Pick<Home, "dir">): Promise<FolderLock> {
  try {
    return await lockFolder(join(dir, SERVING));
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "state.locked") throw error;
    throw new CountersignError("usage.serving", `the service runs on this home already: ${error.detail}`, {
      cause: error,
    });
  }
}

/** Runs one process of the service, on the stores that the environment names, until the signal. `database.unnamed` */
export async function runProcess(process: Process, { home, web, worker, events, signal }: RunOptions): Promise<void> {
  await using service = await openService(home, storesOf(home.env), events);
  await using _running =
    process === "web" ? await startWeb(service, web, events) : await startWorkerProcess(service, worker, events);
  await aborted(signal);
}

function storesOf(env: NodeJS.ProcessEnv): Stores {
  const stores = storesNamed(env);
  if (stores !== undefined) return stores;
  throw new CountersignError("database.unnamed", "DATABASE_URL names no database");
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
