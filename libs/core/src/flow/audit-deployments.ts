import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { standingFault, targetFault } from "../gate/break-glass-fault.ts";
import type { Deployment } from "../gate/deployment.ts";
import type { LogContents, Logged } from "../log/contents.ts";
import type { Repository } from "../objects/repository.ts";
import type { AuditFinding } from "./audit.ts";
import { lateFinding } from "./audit-records.ts";
import { firstReceipts } from "./first-receipts.ts";
import { gate } from "./gate.ts";
import type { Classify } from "./class-facts.ts";

/** What judging deployments again runs on: objects that are at hand, and the detectors. */
export type DeploymentParts = {
  readonly crypto: Crypto;
  readonly repository: Repository;
  readonly classify: Classify;
};

/** Deployments that nothing in the log covered when they were logged, and the leaves of those that could not be judged for want of objects. */
export type JudgedDeployments = { readonly problems: readonly AuditFinding[]; readonly unavailable: readonly number[] };

/**
 * Judges what was deployed by the log as it stood before each receipt (attack F24): `audit.approved-after-deployment` where
 * only what came later covers it, `audit.deployment-uncovered` where nothing does. Times of leaves are not known, so
 * nothing counts as expired, and a break-glass that was logged before opens. A commit is judged by its first receipt in an
 * environment: it may come back by rollback, whatever was said since.
 */
export async function judgeDeployments(parts: DeploymentParts, log: LogContents): Promise<JudgedDeployments> {
  const problems: AuditFinding[] = [];
  const unavailable: number[] = [];
  for (const deployment of firstReceipts(log)) {
    const answer = await judgeDeployment(parts, log, deployment);
    if (answer === "unavailable") unavailable.push(deployment.leaf);
    else if (answer !== "covered") problems.push(answer);
  }
  return { problems, unavailable };
}

async function judgeDeployment(
  parts: DeploymentParts,
  log: LogContents,
  deployment: Logged<Deployment>,
): Promise<"covered" | "unavailable" | AuditFinding> {
  const { leaf, record } = deployment;
  try {
    const then = await codeFor(parts, upTo(log, leaf), record);
    // Going back is the rollback lane's, of which only saved state knows.
    if (ALLOWED.has(then) || then === "gate.not-forward" || byBreakGlass(log, deployment)) return "covered";
    const now = await codeFor(parts, upTo(log, log.size), record);
    if (ALLOWED.has(now)) return lateFinding(deployment, `what covers it came after its deployment (then ${then})`);
    return uncovered(deployment, then);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    if (error.code === "git.missing-object" || error.code === "policy.detectors") return "unavailable";
    return uncovered(deployment, error.code);
  }
}

const ALLOWED: ReadonlySet<string> = new Set(["gate.allowed", "gate.break-glass"]);

function uncovered({ leaf, record }: Logged<Deployment>, code: string): AuditFinding {
  const message = `${record.commit} in ${record.environment}: nothing in the log covered it (${code})`;
  return { index: leaf, code: "audit.deployment-uncovered", message };
}

/** The log before a leaf, at a time at which nothing has ended and everything is fresh. */
function upTo(log: LogContents, leaf: number): LogContents {
  const before = <T extends { readonly leaf: number }>(all: readonly T[]) => all.filter((one) => one.leaf < leaf);
  const policies = before(log.policies);
  return {
    ...log,
    size: leaf,
    time: 0,
    policies,
    policy: policies.at(-1) ?? log.policy,
    baselines: before(log.baselines),
    changes: before(log.changes),
    reviews: before(log.reviews),
    deployments: [],
    breakGlass: [],
    incidents: before(log.incidents),
  };
}

async function codeFor(parts: DeploymentParts, log: LogContents, record: Deployment): Promise<string> {
  const { crypto, repository, classify } = parts;
  const source = { open: async () => ({ ...repository, [Symbol.asyncDispose]: async () => {} }) };
  const { ref, commit, environment } = record;
  const request = { repository: record.repository.id, ref, commit, environment, source: "." };
  return (await gate({ crypto, source, classify, now: 0 }, log, request)).code;
}

function byBreakGlass(log: LogContents, { leaf, record }: Logged<Deployment>): boolean {
  const target = { ...record, repository: record.repository.id };
  return log.breakGlass.some(
    (one) => one.leaf < leaf && targetFault(one.record, target) === undefined && standingFault(log, one) === undefined,
  );
}
