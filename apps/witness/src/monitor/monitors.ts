import type { Monitor } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import type { Folder } from "@countersign/adapters/files";
import type { FollowedLog } from "../following/followed-log.ts";
import type { Witness } from "../witness.ts";
import { takeAcknowledged } from "./acknowledging.ts";
import { monitorLog } from "./monitor-log.ts";
import type { MonitorOptions } from "./monitor-log.ts";

/** The monitors of a witness, one for each mirrored log. A turn looks at the log, then has its monitor look at the mirror. */
export type Monitors = AsyncDisposable & {
  readonly monitors: readonly Monitor[];
  readonly turns: readonly (() => Promise<void>)[];
};

/** Opens them; `usage.followed` for repositories where it is not clear whose policy has them. */
export async function openMonitors(witness: Witness, options: MonitorOptions): Promise<Monitors> {
  const followed = witness.logs().flatMap((log) => log.followed ?? []);
  if (followed.length !== 1 && (options.repo ?? []).length > 0) throw unclear(followed.length);
  const stack = new AsyncDisposableStack();
  try {
    const monitors: Monitor[] = [];
    for (const log of followed) monitors.push(stack.use(await monitorLog(log, options)).monitor);
    const turns = followed.flatMap((log, at) => {
      const monitor = monitors[at];
      return monitor === undefined ? [] : [() => turn(log, log.files.folder, monitor)];
    });
    return { monitors, turns, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function unclear(logs: number): CountersignError {
  if (logs > 0)
    return new CountersignError("usage.followed", `--repo is for a witness that mirrors one log, not ${logs}`);
  return new CountersignError("usage.followed", "--repo is judged by a log, and none is mirrored here yet", {
    remedy: "Mirror it first: countersign-witness add-log --dir DIR --root FILE --from URL",
  });
}

async function turn({ look }: FollowedLog, folder: Folder, monitor: Monitor): Promise<void> {
  // What stops one must not silence the other.
  const [looked] = await Promise.allSettled([look()]);
  await takeAcknowledged(folder, monitor);
  await monitor.turn();
  if (looked.status === "rejected") throw looked.reason;
}
