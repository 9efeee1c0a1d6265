import { z } from "zod";
import type { Waker } from "../../work/waker.ts";
import { holdWork, requestWork } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { id, oid, text } from "../events/fields.ts";
import { reach } from "../places/place-of.ts";
import type { Reached } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import { isRuleOn, lookAtRun } from "./look-at-run.ts";
import type { RunLookParts } from "./look-at-run.ts";
import { noteRequest } from "./note-request.ts";
import type { RequestedDeployment, RunKey } from "./requested.ts";

/** What finding runs that wait runs on. */
export type WaitingParts = PlaceParts & RunLookParts & { readonly waker: Waker };

/** Looks for runs that wait for our rule; the key is the policy's id of a repository. */
export const GITHUB_WAITING = "github-waiting";

/** Deployments of a commit before an environment that are looked through, the newest first. */
const MOST = 20;

const runs = z.object({ workflow_runs: z.array(z.object({ id, head_sha: oid })) });
const deployments = z.array(z.object({ id, sha: oid, ref: text, created_at: z.iso.datetime({ offset: true }) }));
const statuses = z.array(z.object({ state: z.string(), log_url: z.string().nullish() }));

/** Finds deployments that wait for our rule and that no event told of, and keeps them as if it had (github.md §6). */
export function sweepWaiting(parts: WaitingParts): Handler {
  return async (claimed, signal) => {
    const repository = claimed.key;
    const reached = await reach(parts, repository, signal);
    const { owner, repo, as, place } = reached;
    const list = (data: unknown) => runs.parse(data).workflow_runs;
    const asked = { owner, repo, status: "waiting" };
    const found = await parts.github.pages(as, "GET /repos/{owner}/{repo}/actions/runs", asked, list, { signal });
    for (const run of found) {
      const { waiting } = await lookAtRun(parts, reached, run.id, signal);
      for (const environment of waiting.values()) {
        const key = { repository, run: run.id, environment };
        if ((await isKnown(parts, key)) || !(await isRuleOn(parts, reached, environment, signal))) continue;
        const one = await deploymentOf(parts, reached, { ...key, head: run.head_sha }, signal);
        if (one === undefined) continue;
        await keep(parts, claimed, { ...key, installation: place.installation, ...one });
      }
    }
  };
}

/** Something is being answered there already. */
async function isKnown({ db }: WaitingParts, { repository, run, environment }: RunKey): Promise<boolean> {
  const row = await db
    .selectFrom("github_deployment")
    .select("deployment")
    .where("repository", "=", repository)
    .where("run", "=", String(run))
    .where("environment", "=", environment)
    .where("state", "=", "open")
    .executeTakeFirst();
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

async function keep({ db, waker }: WaitingParts, claimed: Parameters<Handler>[0], asked: RequestedDeployment) {
  const works = await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    const following = await noteRequest(one, asked);
    for (const work of following) await requestWork(one, work);
    return following;
  });
  for (const work of works) await waker.wake(work);
}
