import { DAY } from "../clock.ts";
import type { Hub } from "../hub.ts";
import { known } from "../state/table.ts";
import { archiveRuns, staleRuns } from "./checks.ts";
import { advanceQueue } from "./queue.ts";
import { expireJobs } from "./jobs.ts";

/** Does what time has brought: runs turn stale, jobs have waited too long, queues give up on checks. */
export async function passTime(hub: Hub): Promise<void> {
  staleRuns(hub);
  archiveRuns(hub);
  expireJobs(hub);
  forgetDeliveries(hub);
  const bases = new Map(
    hub.state.queue.all().map(({ repository, baseRef }) => [`${repository} ${baseRef}`, { repository, baseRef }]),
  );
  for (const { repository, baseRef } of bases.values()) {
    if (!due(hub, repository)) continue;
    await hub.inOrder(repository, () => advanceQueue(hub, known(hub.state.repositories, repository), baseRef));
  }
}

/** Days for which deliveries are kept. */
const KEPT = 3 * DAY;

function forgetDeliveries({ state, clock }: Hub): void {
  const since = clock.now() - KEPT;
  // They are in the order of time, and only the oldest are looked at.
  for (let first = state.deliveries.find(() => true); first !== undefined; first = state.deliveries.find(() => true)) {
    if (first.deliveredAt > since) return;
    state.deliveries.remove(first.id);
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
