import { RECONCILE } from "../../capture/hint.ts";
import type { Queries } from "../../store/database.ts";
import type { WorkKey } from "../../work/work.ts";
import { deploymentWork } from "./requested.ts";
import type { RequestedDeployment } from "./requested.ts";

/**
 * Keeps that a deployment waits for us, and says what follows: that it be answered, and that capture looks at what may have landed a moment
 * before. The same deployment is kept once, however often it is told. `now` in seconds.
 */
export async function noteRequest(one: Queries, asked: RequestedDeployment, now: number): Promise<readonly WorkKey[]> {
  const { repository, environment, sha, ref } = asked;
  const [installation, run, deployment] = [asked.installation, asked.run, asked.deployment].map(String);
  if (installation === undefined || run === undefined || deployment === undefined) return [];
  // A time that is still to come would put off the end of the wait.
  const since = new Date(Math.min(asked.asked.getTime(), now * 1000));
  await one
    .insertInto("github_deployment")
    .values({ repository, installation, run, environment, deployment, sha, ref, asked: since })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return [deploymentWork(asked), { kind: RECONCILE, key: repository }];
}
