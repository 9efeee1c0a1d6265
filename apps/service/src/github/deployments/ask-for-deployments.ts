import type { Clock } from "@countersign/adapters/time";
import type { SharedHome } from "@countersign/home";
import { lookAtLog } from "../../queue/log-sight.ts";
import type { Database } from "../../store/database.ts";
import type { Waker } from "../../work/waker.ts";
import { holdWork, requestWork } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { deploymentWork } from "./requested.ts";

/** What asking for answers runs on. */
export type AskDeploymentsParts = {
  readonly db: Database;
  readonly waker: Waker;
  readonly clock: Clock;
  readonly shared: SharedHome;
};

/** Has the answers looked at that may be others by now; the key is `all`. */
export const GITHUB_DEPLOYMENTS = { kind: "github-deployments", key: "all" } as const;

/** Asks for the answers to deployments that wait: where the log grew since they were judged, and where it is time. */
export function askForDeployments({ db, waker, clock, shared }: AskDeploymentsParts): Handler {
  return async (claimed) => {
    const open = await db
      .selectFrom("github_deployment")
      .select(["repository", "run", "environment", "log_size", "next"])
      .where("state", "=", "open")
      .execute();
    if (open.length === 0) return;
    const size = String((await lookAtLog(shared))?.contents.size ?? 0);
    const now = clock.now() * 1000;
    const due = open.filter(({ log_size: judged, next }) => judged !== size || next.getTime() <= now);
    const works = due.map((row) => deploymentWork({ ...row, run: Number(row.run) }));
    await db.transaction().execute(async (one) => {
      await holdWork(one, claimed);
      for (const work of works) await requestWork(one, work);
    });
    for (const work of works) await waker.wake(work);
  };
}

/** Does one work and then asks for the answers that may follow from it. */
export function thenDeployments(handler: Handler, { db, waker }: Pick<AskDeploymentsParts, "db" | "waker">): Handler {
  return async (claimed, signal) => {
    await handler(claimed, signal);
    await requestWork(db, GITHUB_DEPLOYMENTS);
    await waker.wake(GITHUB_DEPLOYMENTS);
  };
}
