import type { LogContents } from "@countersign/core";
import type { Queries } from "../store/database.ts";
import { timesOfLeaves } from "../queue/write-projection.ts";

/** An environment of the policy for one of its repositories. */
export type EnvironmentName = { readonly repository: string; readonly environment: string };

/** Something that became of a commit: a receipt in the log, or a deployment on GitHub. Times are milliseconds since the epoch, 0 where unknown. */
export type Deployed = {
  readonly commit: string;
  readonly at: number;
  /** SHA-256 of the verdict. */
  readonly verdict: string | null;
} & (
  | { readonly by: "log"; readonly leaf: number; readonly ref: string; readonly state: string }
  | {
      readonly by: "github";
      readonly run: string;
      readonly deployment: string;
      readonly ref: string;
      readonly state: "open" | "approved" | "rejected" | "over";
      readonly believed: string | null;
      readonly code: string | null;
    }
);

/** Of each of the two, the newest that are looked at. */
const MOST = 20;

/** What became of deployments to an environment, by the log and by GitHub, the newest first. */
export async function deployedTo(
  db: Queries,
  { deployments }: LogContents,
  { repository, environment }: EnvironmentName,
): Promise<readonly Deployed[]> {
  const logged = deployments
    .filter(({ record }) => record.repository.id === repository && record.environment === environment)
    .slice(-MOST);
  const times = await timesOfLeaves(
    db,
    logged.map(({ leaf }) => leaf),
  );
  const receipts = logged.map(({ leaf, record }): Deployed => {
    const { commit, ref, state, verdict } = record;
    return { by: "log", leaf, commit, ref, state, verdict, at: times(leaf) };
  });
  const rows = await db
    .selectFrom("github_deployment")
    .select(["run", "deployment", "sha", "ref", "state", "believed", "code", "verdict_id", "asked", "answered"])
    .where("repository", "=", repository)
    .where("environment", "=", environment)
    .orderBy("asked", "desc")
    .orderBy("deployment", "desc")
    .limit(MOST)
    .execute();
  const asked = rows.map(({ sha: commit, verdict_id: verdict, asked: since, answered, ...row }): Deployed => {
    const at = (row.state === "approved" ? (answered ?? since) : since).getTime();
    return { by: "github", commit, verdict, at, ...row };
  });
  // The order of the log is one; a time beside it is a hint.
  return [...receipts.toReversed(), ...asked].toSorted((a, b) => b.at - a.at);
}

/** What runs: the newest that was deployed, and whether a gate let it go on. */
export type Running = { readonly deployed: Deployed; readonly allowed: boolean };

/**
 * What runs, and what was let go on last, by what is known; undefined where nothing is. Where somebody let a job past the rule, it runs without having
 * been allowed, and the two differ: drift.
 */
export function runningBy(history: readonly Deployed[]): {
  readonly running: Running | undefined;
  readonly lastAllowed: Deployed | undefined;
  readonly drift: boolean;
} {
  const lastAllowed = history.find(isAllowed);
  const deployed = history.find((one) => isAllowed(one) || isPast(one));
  const running = deployed === undefined ? undefined : { deployed, allowed: isAllowed(deployed) };
  const drift = running !== undefined && !running.allowed && deployed?.commit !== lastAllowed?.commit;
  return { running, lastAllowed, drift };
}

function isAllowed(one: Deployed): boolean {
  return one.by === "log" ? one.state === "succeeded" : one.state === "approved";
}

/** Beside the rule, by an administrator or because it was off. */
function isPast(one: Deployed): boolean {
  return one.by === "github" && one.state === "over" && (one.believed === "bypassed" || one.believed === "rule-off");
}
