import { CountersignError } from "@countersign/core";
import { addEvents } from "../../queue/event.ts";
import type { QueueEvent } from "../../queue/event.ts";
import type { Database, Queries } from "../../store/database.ts";
import { holdWork } from "../../work/work.ts";
import type { Claimed } from "../../work/work.ts";
import type { GithubDeploymentRow, GithubDeploymentUpdate } from "../table.ts";
import type { RequestedDeployment, RunKey } from "./requested.ts";

/** A request as it is kept, with what was said to it. */
export type KeptRequest = RequestedDeployment & { readonly row: GithubDeploymentRow };

/** A query of what is kept of a run and an environment, of every attempt. */
export function requestsOf(db: Queries, { repository, run, environment }: RunKey) {
  return db
    .selectFrom("github_deployment")
    .where("repository", "=", repository)
    .where("run", "=", String(run))
    .where("environment", "=", environment);
}

/** Requests of a run and an environment to which something can still be said, the newest last. */
export async function openRequests(db: Queries, key: RunKey): Promise<readonly KeptRequest[]> {
  const { repository, run, environment } = key;
  const rows = await requestsOf(db, key).selectAll().where("state", "=", "open").orderBy("deployment").execute();
  return rows.map((row) => ({
    repository,
    run,
    environment,
    installation: Number(row.installation),
    deployment: Number(row.deployment),
    sha: row.sha,
    ref: row.ref,
    asked: row.asked,
    row,
  }));
}

/**
 * Changes what is kept of requests, by the worker that has the work, and only where nothing was decided about any of them since they were
 * read: `work.lost` otherwise. People are told of it in the same transaction, and what else has to hold is looked at there first.
 */
export async function keepRequests(
  db: Database,
  claimed: Claimed,
  requests: readonly KeptRequest[],
  change: GithubDeploymentUpdate,
  events: readonly QueueEvent[] = [],
  hold: (one: Queries) => Promise<void> = async () => {},
): Promise<void> {
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    await hold(one);
    for (const { row } of requests) {
      const { numUpdatedRows } = await one
        .updateTable("github_deployment")
        .set(change)
        .where("repository", "=", row.repository)
        .where("installation", "=", row.installation)
        .where("run", "=", row.run)
        .where("environment", "=", row.environment)
        .where("deployment", "=", row.deployment)
        .where("number", "=", row.number)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n)
        throw new CountersignError("work.lost", `somebody else answers deployment ${row.deployment}`);
    }
    await addEvents(one, events);
  });
}
