import type { Queries } from "../../store/database.ts";
import type { GithubDeploymentRow } from "../table.ts";
import { requestsOf } from "./kept-requests.ts";
import type { KeptRequest } from "./kept-requests.ts";
import type { RunSeen } from "./look-at-run.ts";
import { markOf } from "./plan-answer.ts";

/** A decision with its verdict, as it is kept with the attempt that GitHub took it for. */
export type SaidToEarlier = Pick<
  GithubDeploymentRow,
  "comment" | "code" | "verdict" | "verdict_id" | "signed" | "tried" | "valid_until"
> & {
  readonly decision: "approved" | "rejected";
  readonly answered: Date;
  readonly stands: boolean;
};

/**
 * What we said to an earlier attempt of the same run before the same environment, and GitHub took for this one, of which nobody had heard: a
 * decision names a run and an environment, and whoever runs a run again while one is under way has it taken for the new attempt. It is so
 * where our word stands in the history of the run, was taken after this attempt began to wait, is about the same commit, and let no other
 * attempt go on: one approval explains one attempt, so that whatever else goes on past the rule is told (attacks A18, G14).
 */
export async function saidToEarlier(
  db: Queries,
  request: KeptRequest,
  { approvals }: Pick<RunSeen, "approvals">,
  decision: SaidToEarlier["decision"],
): Promise<SaidToEarlier | undefined> {
  const { deployment, sha, asked } = request;
  const rows = await requestsOf(db, request).selectAll().orderBy("deployment", "desc").execute();
  const isInHistory = (comment: string) =>
    approvals.some(({ state, comment: shown }) => state === decision && shown.trim().endsWith(markOf(comment)));
  const isSpent = (comment: string) => rows.some((row) => row.state === "approved" && row.comment === comment);
  for (const row of rows) {
    const { comment, answered } = row;
    if (Number(row.deployment) >= deployment || row.sha !== sha || row.decision !== decision) continue;
    if (comment === null || answered === null || answered < asked) continue;
    if (!isInHistory(comment) || isSpent(comment)) continue;
    const { code, verdict, verdict_id, signed, tried, valid_until } = row;
    const evidence = { verdict, verdict_id, signed };
    return { decision, comment, code, answered, tried, valid_until, stands: decision === "approved", ...evidence };
  }
  return undefined;
}
