import { baselineSigners } from "../log/baseline-signers.ts";
import type { LoggedBaseline } from "../log/contents.ts";
import type { Oid } from "../objects/oid.ts";
import type { Requirement } from "../policy/policy.ts";
import type { GateFacts, GateRequest } from "./facts.ts";
import type { GateLog } from "./gate-log.ts";
import { policyAt } from "../log/policy-at.ts";

/** What of a log says which baselines stand. */
type BaselineLog = Pick<GateLog, "baselines" | "policies" | "policy">;

/** Whether a baseline settles a requirement: it names it, the operator agreed, and enough people of its role signed. */
function settles(log: BaselineLog, baseline: LoggedBaseline, requirement: Requirement): boolean {
  const policy = policyAt(log, baseline.leaf);
  const signers = baselineSigners(log.policy.policy, baseline);
  const count = (people: readonly string[]) => people.filter((person) => signers.has(person)).length;
  const operators = new Set(policy.organisations.filter(({ kind }) => kind === "operator").map(({ id }) => id));
  const role = policy.roles.find(({ id }) => id === requirement.role);
  return (
    baseline.record.requirements.includes(requirement.id) &&
    policy.governance.every((one) => !operators.has(one.organisation) || count(one.people) >= one.count) &&
    role !== undefined &&
    count(role.people) >= requirement.count
  );
}

/** Baselines of the request's repository and ref that settle a requirement, in the order of the log. */
export function baselinesFor(
  log: BaselineLog,
  request: Pick<GateRequest, "repository" | "ref">,
  requirement: Requirement,
): readonly LoggedBaseline[] {
  return log.baselines.filter(
    (baseline) =>
      baseline.record.repository.id === request.repository &&
      baseline.record.ref === request.ref &&
      settles(log, baseline, requirement),
  );
}

/** A commit where the walk down a line may stop; a baseline also says which tree the commit has. */
export type BaselinePoint = { readonly commit: Oid; readonly tree?: Oid; readonly leaf: number };

/** What all baselines for the request's repository and ref name: where the walk down the first-parent line may stop. */
export function baselinePoints(log: Pick<GateLog, "baselines">, request: GateRequest): readonly BaselinePoint[] {
  return log.baselines
    .filter(({ record }) => record.repository.id === request.repository && record.ref === request.ref)
    .map(({ leaf, record: { commit, tree } }) => ({ commit, tree, leaf }));
}

/** Where a requirement is settled on the line, as an index into `commits`, or why it is not. */
export type SettledPoint = { readonly at: number } | { readonly code: "gate.no-settled-ancestor" | "gate.not-forward" };

/**
 * The newest settled commit for a requirement: it must lie on the candidate's first-parent line, and so must the newest
 * deployment (design, §4 "Settled"). An older settled commit on the line is not enough: what was settled since would be lost.
 */
export function settledPoint(facts: LineQuestion, requirement: Requirement): SettledPoint {
  const { commits } = facts.line;
  if (facts.saved !== undefined && !commits.includes(facts.saved.head)) return { code: "gate.not-forward" };
  const point = startOf(facts, requirement);
  if ("code" in point || deploymentIsBehind(facts)) return point;
  return { code: "gate.not-forward" };
}

type LineQuestion = Pick<GateFacts, "log" | "request" | "line" | "saved">;

/** Baselines that were there when the gate itself settled the requirement lie below that, so only newer ones are looked for. */
function startOf({ log, request, line: { commits }, saved }: LineQuestion, requirement: Requirement): SettledPoint {
  const settled = saved?.settled.get(requirement.id);
  const own = saved === undefined || settled === undefined ? -1 : commits.lastIndexOf(saved.start);
  const baselines = baselinesFor(log, request, requirement).filter(({ leaf }) => leaf >= (settled?.size ?? 0));
  const newest = baselines.at(-1);
  if (newest === undefined) return own === -1 ? { code: "gate.no-settled-ancestor" } : { at: own };
  const at = commits.lastIndexOf(newest.record.commit);
  if (at !== -1) return { at: Math.max(at, own) };
  const older = own !== -1 || baselines.some(({ record }) => commits.includes(record.commit));
  return { code: older ? "gate.not-forward" : "gate.no-settled-ancestor" };
}

/**
 * The newest baseline for a requirement that was logged since this gate last judged it, where it names the commit that the
 * judgement starts from or one above: it settles all that lies below, whatever was taken away from that before.
 */
export function renewedPoint(
  { log, request, line: { commits }, saved }: LineQuestion,
  requirement: Requirement,
): { readonly at: number; readonly leaf: number } | undefined {
  const size = saved?.settled.get(requirement.id)?.size;
  const newest = baselinesFor(log, request, requirement).at(-1);
  if (saved === undefined || size === undefined || newest === undefined || newest.leaf < size) return undefined;
  const at = commits.lastIndexOf(newest.record.commit);
  return at === -1 || at < commits.lastIndexOf(saved.start) ? undefined : { at, leaf: newest.leaf };
}

/** What was deployed before the newest commit was allowed lies below that. */
function deploymentIsBehind({ log, request, line: { commits }, saved }: LineQuestion): boolean {
  const newest = newestDeployment(log, request);
  if (newest === undefined || commits.includes(newest.record.commit)) return true;
  return saved !== undefined && (newest.leaf < saved.size || saved.allowed.has(newest.record.commit));
}

/** The newest deployment that the log has of the request's environment and ref. */
export function newestDeployment(log: Pick<GateLog, "deployments">, request: GateRequest) {
  return log.deployments.findLast(
    ({ record }) =>
      record.state === "succeeded" &&
      record.environment === request.environment &&
      record.repository.id === request.repository &&
      record.ref === request.ref,
  );
}
