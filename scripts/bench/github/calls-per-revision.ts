import { quantilesOf } from "../service/service-row.ts";
import type { ServiceRow } from "../service/service-row.ts";
import type { GithubStage } from "./github-stage.ts";
import { WAITS, propose, revise, untilCheck } from "./proposing.ts";

/** Largest number of calls for a revision that GitHub counts. */
const AIM = 3;

/** Calls of GitHub for each pushed revision of an open pull request, until its check stands and the one before is cancelled; those that GitHub counts. */
export async function callsPerRevision(stage: GithubStage, samples: number): Promise<readonly ServiceRow[]> {
  const { db } = stage;
  const first = await propose(stage, "steady");
  let head = first.headSha;
  await untilCheck(stage, head, WAITS);
  const counted: number[] = [];
  const all: number[] = [];
  for (let revision = 2; revision < samples + 2; revision += 1) {
    const before = await callsSoFar(stage);
    const next = await revise(stage, "steady", revision);
    await untilCheck(stage, next, WAITS);
    await untilCheck(stage, head, "cancelled");
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

async function callsSoFar({ db }: GithubStage) {
  const rows = await db.selectFrom("github_call").select(["status", "calls"]).execute();
  const sum = (some: typeof rows) => some.reduce((total, { calls }) => total + Number(calls), 0);
  return { all: sum(rows), counted: sum(rows.filter(({ status }) => status !== 304)) };
}
