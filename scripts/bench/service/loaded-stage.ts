import { setTimeout } from "node:timers/promises";
import { logChanges } from "./log-changes.ts";
import { residentMemory } from "./running-service.ts";
import { MAIN } from "./service-policy.ts";
import { serviceStage } from "./service-stage.ts";
import type { ServiceStage } from "./service-stage.ts";
import { until } from "./until.ts";

/** Resident memory in megabytes. */
type Memory = { readonly web: number; readonly worker: number };

/** The service after changes were logged beside it. */
export type LoadedStage = ServiceStage & {
  readonly changes: number;
  /** Tasks that are open. */
  readonly open: number;
  /** Before the changes; when they were all in the queue; after the queue was read. */
  readonly memory: { readonly before: Memory; readonly after: Memory };
  /** Milliseconds from the last append until everything was in the queue. */
  readonly behind: number;
};

/** Milliseconds in which processes come to rest. */
const REST = 6_000;

/** Starts the service and logs so many changes beside it, until they are all in its queue and everybody looked at it. */
export async function loadedStage(folder: string, changes: number): Promise<LoadedStage> {
  await using opened = new AsyncDisposableStack();
  const stage = opened.use(await serviceStage(folder));
  await lookAround(stage);
  await setTimeout(REST);
  const before = memoryOf(stage);
  await logChanges(stage.home, changes);
  const start = performance.now();
  await until(async () => (await changesIn(stage)) >= changes, 600_000);
  const behind = performance.now() - start;
  await lookAround(stage);
  await setTimeout(REST);
  const after = memoryOf(stage);
  const { matching } = JSON.parse(await stage.readers.ask({ path: "/v1/queue/counts" }));
  const all = opened.move();
  return {
    ...stage,
    changes,
    open: matching,
    memory: { before, after },
    behind,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** What pages of the service ask for when somebody comes in. */
async function lookAround({ readers }: ServiceStage): Promise<void> {
  for (let number = 0; number < 50; number += 1)
    for (const path of ["/v1/me", "/v1/policy", "/v1/queue", "/v1/queue/counts?q=needs:me", `/v1/changes?ref=${MAIN}`])
      await readers.ask({ path });
}

function memoryOf({ web, worker }: ServiceStage): Memory {
  return { web: residentMemory(web), worker: residentMemory(worker) };
}

async function changesIn({ db }: ServiceStage): Promise<number> {
  const row = await db.selectFrom("projection").select("changes").executeTakeFirst();
  return row?.changes ?? 0;
}
