import type { Hub } from "../hub.ts";
import { known } from "../state/table.ts";
import { staleRuns } from "./checks.ts";
import { advanceQueue } from "./queue.ts";
import { expireJobs } from "./jobs.ts";

/** Does what time has brought: runs turn stale, jobs have waited too long, queues give up on checks. */
export async function passTime(hub: Hub): Promise<void> {
  staleRuns(hub);
  expireJobs(hub);
  const bases = new Map(
    hub.state.queue.all().map(({ repository, baseRef }) => [`${repository} ${baseRef}`, { repository, baseRef }]),
  );
  for (const { repository, baseRef } of bases.values()) {
    if (!due(hub, repository)) continue;
    await hub.inOrder(repository, () => advanceQueue(hub, known(hub.state.repositories, repository), baseRef));
  }
}

/** Looks at a queue at most once in a second of this GitHub's time. */
function due(hub: Hub, repository: number): boolean {
  const now = hub.clock.now();
  const looked = LOOKED.get(hub) ?? new Map<number, number>();
  LOOKED.set(hub, looked);
  if (looked.get(repository) === now) return false;
  looked.set(repository, now);
  return true;
}

const LOOKED = new WeakMap<Hub, Map<number, number>>();
