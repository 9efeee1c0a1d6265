import { setTimeout } from "node:timers/promises";
import { quantilesOf } from "../service/service-row.ts";
import type { ServiceRow } from "../service/service-row.ts";
import { until } from "../service/until.ts";
import type { GithubStage } from "./github-stage.ts";
import { WAITS, propose, revise, untilCheck } from "./proposing.ts";

/** Largest number of calls for a revision that GitHub counts. */
const AIM = 3;

/**
 * Calls of GitHub for each pushed revision of an open pull request, until its check stands, the one before is cancelled and nothing is left to do;
 * those that GitHub counts. What is asked once, when the service starts, is asked before.
 */
export async function callsPerRevision(stage: GithubStage, samples: number): Promise<readonly ServiceRow[]> {
  const { db } = stage;
  const first = await propose(stage, "steady");
  let head = first.headSha;
  await untilCheck(stage, head, WAITS);
  await untilIdle(stage);
  const counted: number[] = [];
  const all: number[] = [];
  for (let revision = 2; revision < samples + 2; revision += 1) {
    const before = await callsSoFar(stage);
    const next = await revise(stage, "steady", revision);
    await untilCheck(stage, next, WAITS);
    await untilCheck(stage, head, "cancelled");
    await untilIdle(stage);
    head = next;
    const after = await callsSoFar(stage);
    counted.push(after.counted - before.counted);
    all.push(after.all - before.all);
  }
  const routes = await db.selectFrom("github_call").selectAll().execute();
  for (const { route, status, calls } of routes) console.error(`  ${calls} × ${status} ${route}`);
  const baselines = [{ name: "unchanged answers too", value: quantilesOf(all) }];
  return [{ name: "calls for a pushed revision", unit: "calls", ours: quantilesOf(counted), baselines, aim: AIM }];
}

/** Waits until the service has nothing to do but what failed and waits for its time. */
async function untilIdle({ db }: GithubStage): Promise<void> {
  await until(async () => {
    const left = await db.selectFrom("work").select("key").where("code", "is", null).limit(1).execute();
    return left.length === 0;
  }, 60_000);
}

/** Calls so far; each is counted beside the work, a moment after its answer. */
async function callsSoFar(stage: GithubStage) {
  for (let last = await callsCounted(stage); ;) {
    await setTimeout(250);
    const now = await callsCounted(stage);
    if (now.all === last.all) return now;
    last = now;
  }
}

async function callsCounted({ db }: GithubStage) {
  const rows = await db.selectFrom("github_call").select(["status", "calls"]).execute();
  const sum = (some: typeof rows) => some.reduce((total, { calls }) => total + Number(calls), 0);
  return { all: sum(rows), counted: sum(rows.filter(({ status }) => status !== 304)) };
}
