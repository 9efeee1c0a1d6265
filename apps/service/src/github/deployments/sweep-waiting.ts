import type { Clock } from "@countersign/adapters/time";
import { z } from "zod";
import type { Waker } from "../../work/waker.ts";
import { holdWork, requestWork } from "../../work/work.ts";
import type { Claimed } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { id, oid, text } from "../events/fields.ts";
import { reach } from "../places/place-of.ts";
import type { Reached } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import { environmentsWithRule } from "./environments-with-rule.ts";
import type { EnvironmentsWithRule } from "./environments-with-rule.ts";
import { requestsOf } from "./kept-requests.ts";
import { lookAtWaiting } from "./look-at-run.ts";
import type { RunLookParts } from "./look-at-run.ts";
import { noteRequest } from "./note-request.ts";
import type { RequestedDeployment, RunKey } from "./requested.ts";
import { noteLooked, runsToLookAt } from "./waiting-runs.ts";
import type { WaitingRun } from "./waiting-runs.ts";

/** What finding runs that wait runs on. */
export type WaitingParts = PlaceParts & RunLookParts & { readonly waker: Waker; readonly clock: Clock };

/** Looks for runs that wait for our rule; the key is the policy's id of a repository. */
export const GITHUB_WAITING = "github-waiting";

/** Deployments of a commit before an environment that are looked through, the newest first. */
const MOST = 20;
/** Runs that are looked at in one pass. */
const MOST_RUNS = 50;

const runs = z.object({
  workflow_runs: z.array(z.object({ id, head_sha: oid, updated_at: text.nullish(), run_attempt: id.nullish() })),
});
const deployments = z.array(z.object({ id, sha: oid, ref: text, created_at: z.iso.datetime({ offset: true }) }));
const statuses = z.array(z.object({ state: z.string(), log_url: z.string().nullish() }));

/**
 * Finds deployments that wait for our rule and that no event told of, and keeps them as if it had (github.md §6). Most that waits in a repository
 * waits for others: first it is asked whether our rule stands anywhere, then at most 50 runs are looked at, and what was seen of each is
 * remembered until its state is another, or an hour has passed.
 */
export function sweepWaiting(parts: WaitingParts): Handler {
  return async (claimed, signal) => {
    const repository = claimed.key;
    const reached = await reach(parts, repository, signal);
    const { owner, repo, as } = reached;
    const list = (data: unknown) => runs.parse(data).workflow_runs.map(waitingRun);
    const asked = { owner, repo, status: "waiting" };
    const found = await parts.github.pages(as, "GET /repos/{owner}/{repo}/actions/runs", asked, list, { signal });
    const due = await runsToLookAt(parts, repository, found);
    if (due.length === 0) return;
    const environments = environmentsWithRule(parts, reached, signal);
    if (!(await environments.any())) {
      await noteLooked(parts, repository, due, "others");
      return;
    }
    for (const run of due.slice(0, MOST_RUNS)) {
      const seen = await lookAt(parts, claimed, { reached, run, environments }, signal);
      await noteLooked(parts, repository, [run], seen);
    }
  };
}

function waitingRun(run: z.infer<typeof runs>["workflow_runs"][number]): WaitingRun {
  const attempt = run.run_attempt ?? 1;
  return { id: run.id, head: run.head_sha, attempt, state: `${attempt} ${run.updated_at ?? ""}` };
}

type Looking = {
  readonly reached: Reached;
  readonly run: WaitingRun;
  readonly environments: EnvironmentsWithRule;
};

/** `unclear` where it waits for us and the deployment does not show yet, or nobody can tell whether it is the one that is kept. */
async function lookAt(
  parts: WaitingParts,
  claimed: Claimed,
  { reached, run, environments }: Looking,
  signal: AbortSignal,
): Promise<"others" | "ours" | "unclear"> {
  const { repository, installation } = reached.place;
  let seen: "others" | "ours" | "unclear" = "others";
  const waiting = await lookAtWaiting(parts, reached, run.id, { signal });
  for (const environment of waiting.values()) {
    if (!(await environments.has(environment))) continue;
    if (seen === "others") seen = "ours";
    const key = { repository, run: run.id, environment };
    const one = await deploymentOf(parts, reached, { ...key, head: run.head }, signal);
    if (one !== undefined) await keep(parts, claimed, { ...key, installation, ...one });
    // What is answered of a run that was run again may be the attempt before (attack G14).
    else if (run.attempt > 1 || !(await isKnown(parts, key))) seen = "unclear";
  }
  return seen;
}

/** Something is being answered there already. */
async function isKnown({ db }: WaitingParts, key: RunKey): Promise<boolean> {
  const row = await requestsOf(db, key).select("deployment").where("state", "=", "open").executeTakeFirst();
  return row !== undefined;
}

type Wanted = RunKey & { readonly head: string };

/**
 * The newest deployment that belongs to a run and waits. Whoever may write deployments can make one with any commit and say that it belongs to
 * the run, so only one of the run's own commit is taken.
 */
async function deploymentOf(
  { github, db }: WaitingParts,
  { owner, repo, as }: Reached,
  { run, environment, head, repository }: Wanted,
  signal: AbortSignal,
): Promise<Pick<RequestedDeployment, "deployment" | "sha" | "ref" | "asked" | "environment"> | undefined> {
  const named = { owner, repo };
  const route = "GET /repos/{owner}/{repo}/deployments";
  const asked = { ...named, environment, sha: head, per_page: MOST };
  const { data } = await github.ask(as, route, asked, { signal });
  for (const one of deployments.parse(data)) {
    if (one.sha !== head) continue;
    const known = await db
      .selectFrom("github_deployment")
      .select("state")
      .where("repository", "=", repository)
      .where("deployment", "=", String(one.id))
      .executeTakeFirst();
    if (known !== undefined) continue;
    const of = { ...named, deployment_id: one.id, per_page: 100 };
    const answer = await github.ask(as, `${route}/{deployment_id}/statuses`, of, { signal });
    const said = statuses.parse(answer.data);
    const isOfRun = said.some(({ log_url: url }) => new RegExp(`/actions/runs/${run}(?:/job/\\d+)?$`).test(url ?? ""));
    if (!isOfRun || said[0]?.state !== "waiting") continue;
    return { deployment: one.id, sha: one.sha, ref: one.ref, asked: new Date(one.created_at), environment };
  }
  return undefined;
}

async function keep({ db, waker, clock }: WaitingParts, claimed: Claimed, asked: RequestedDeployment) {
  const works = await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    const following = await noteRequest(one, asked, clock.now());
    for (const work of following) await requestWork(one, work);
    return following;
  });
  for (const work of works) await waker.wake(work);
}
