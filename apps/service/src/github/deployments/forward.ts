import { CountersignError } from "@countersign/core";
import type { Oid, Reason, Repository, Verdict } from "@countersign/core";
import { sql } from "kysely";
import { anyOid } from "../../capture/ref-moves.ts";
import type { Queries } from "../../store/database.ts";
import type { RequestedDeployment } from "./requested.ts";

/** Deployments that went on by our approval and are looked at, the newest first: each lies on the line of the next one. */
const GONE_ON = 20;
/** Approvals of ours that GitHub may act on at any time; more are an error. */
const MOST_STANDING = 100;
/** Commits of a first-parent line; more is `limit.range`. */
const LONGEST_LINE = 20_000;

/** The code of what would take production back. */
export const NOT_FORWARD = "gate.not-forward";

/** Approvals of ours for the environment of a request: `goneOn` by GitHub's word, `standing` while it may act on them at any time. */
export type ApprovedBefore = {
  readonly goneOn: readonly Approved[];
  readonly standing: readonly Approved[];
};
type Approved = { readonly deployment: string; readonly sha: string };

type About = Pick<RequestedDeployment, "repository" | "run" | "environment">;

/** What we approved for the same environment, other than what the same decision answers. `limit.range` where too much stands. */
export async function approvedBefore(db: Queries, { repository, run, environment }: About): Promise<ApprovedBefore> {
  const ours = db
    .selectFrom("github_deployment")
    .select(["deployment", "sha"])
    .where("repository", "=", repository)
    .where("environment", "=", environment);
  const goneOn = await ours
    .where("state", "=", "approved")
    .orderBy("answered", (order) => order.desc().nullsFirst())
    .orderBy("deployment", "desc")
    .limit(GONE_ON)
    .execute();
  const standing = await ours
    .where("state", "=", "open")
    .where((row) => row.or([row("decision", "=", "approved"), row("stands", "=", true)]))
    .where("run", "!=", String(run))
    .orderBy("deployment", "desc")
    .limit(MOST_STANDING + 1)
    .execute();
  if (standing.length > MOST_STANDING)
    throw new CountersignError("limit.range", `more than ${MOST_STANDING} approvals stand before ${environment}`);
  return { goneOn, standing };
}

/**
 * Refuses to approve where anything was approved for the environment since a request was judged (`work.lost`). In the transaction that keeps
 * the approval; one at a time for an environment, so that no two are approved beside each other (attack A18).
 */
export async function holdApproved(one: Queries, about: About, before: ApprovedBefore): Promise<void> {
  const { repository, environment } = about;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${repository} ${environment}`}, 0))`.execute(one);
  if (spell(await approvedBefore(one, about)) !== spell(before))
    throw new CountersignError("work.lost", `another deployment to ${environment} was approved meanwhile`);
}

function spell({ goneOn, standing }: ApprovedBefore): string {
  return [goneOn, standing].map((ones) => ones.map(({ deployment }) => deployment).join()).join(" ");
}

/**
 * Whether a candidate has all that went on by our approval on its first-parent line (`forward`), or would take production back (`back`).
 * `unknown` while something else was approved that GitHub may act on: whether that is lost shows when it went on or ended. What reading
 * commits throws.
 */
export async function direction(
  repository: Pick<Repository, "firstParents">,
  candidate: Oid,
  { goneOn, standing }: ApprovedBefore,
): Promise<"forward" | "back" | "unknown"> {
  const needed = new Set([...goneOn, ...standing].map(({ sha }) => anyOid(sha)));
  const missing = new Set(needed);
  const stop = (oid: Oid) => {
    missing.delete(oid);
    return missing.size === 0;
  };
  if (needed.size > 0) await repository.firstParents(candidate, { stop, limit: LONGEST_LINE });
  if (missing.size === 0) return "forward";
  return goneOn.some(({ sha }) => missing.has(anyOid(sha))) ? "back" : "unknown";
}

/** The gate's answer about a candidate that would take production back. */
export function notForward(verdict: Verdict): Verdict {
  const reason: Reason = {
    code: NOT_FORWARD,
    message: `${verdict.commit.slice(0, 12)} does not descend, along first parents, from what was deployed to ${verdict.environment} last; it would lose what was deployed since.`,
    remedy:
      "Merge or rebase the candidate onto the commit that was deployed last, so that this stays on its first-parent line. Going back is only possible through the rollback lane: countersign gate --rollback, or the service's gate.",
  };
  return { ...verdict, decision: "deny", code: NOT_FORWARD, reasons: [reason] };
}
