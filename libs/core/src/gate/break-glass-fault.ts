import type { LoggedBreakGlass, SignedBy } from "../log/contents.ts";
import { policyAt } from "../log/policy-at.ts";
import type { Policy } from "../policy/policy.ts";
import { revokedFrom } from "../policy/roster.ts";
import { unmet } from "../policy/threshold.ts";
import type { BreakGlass } from "./break-glass.ts";
import { reviewOf } from "./break-glass-review.ts";
import type { BreakGlassLog } from "./break-glass-review.ts";
import type { GateRequest } from "./facts.ts";
import { CLOCK_TOLERANCE } from "../time.ts";

/** Why the emergency exit stays shut (attack H4), one code for each check. */
export type BreakGlassCode =
  | "breakglass.not-logged"
  | "breakglass.repository"
  | "breakglass.ref"
  | "breakglass.commit"
  | "breakglass.environment"
  | "breakglass.reason"
  | "breakglass.same-person"
  | "breakglass.organisations"
  | "breakglass.expired"
  | "breakglass.ttl"
  | "breakglass.review-overdue";

/** What time it is, in seconds: what the witnesses vouch for, and the gate's own clock. */
export type Times = { readonly time: number | undefined; readonly now: number };

/** What somebody wants to deploy, and where. */
export type Target = Pick<GateRequest, "repository" | "ref" | "commit" | "environment">;

/** The first reason why a logged break-glass opens nothing for a request; undefined when it opens. */
export function breakGlassFault(
  log: BreakGlassLog,
  breakGlass: LoggedBreakGlass,
  target: Target,
  times: Times,
): BreakGlassCode | undefined {
  return (
    targetFault(breakGlass.record, target) ??
    standingFault(log, breakGlass) ??
    timeFault(log.policy.policy, breakGlass.record, times) ??
    reviewFault(log, breakGlass)
  );
}

/** Whether it is for exactly this repository, ref, commit and environment. */
export function targetFault(record: BreakGlass, target: Target): BreakGlassCode | undefined {
  if (record.repository.id !== target.repository) return "breakglass.repository";
  if (record.ref !== target.ref) return "breakglass.ref";
  if (record.commit !== target.commit) return "breakglass.commit";
  return record.environment === target.environment ? undefined : "breakglass.environment";
}

/** Whether those who signed are, by the rules of a policy, those whom the environment names: people count, never keys. */
export function signingFault(
  policy: Policy,
  { environment, reason }: Pick<BreakGlass, "environment" | "reason">,
  signers: readonly Pick<SignedBy, "person">[],
): BreakGlassCode | undefined {
  const approvals = policy.environments.find(({ id }) => id === environment)?.breakGlass?.approvals;
  if (approvals === undefined) return "breakglass.environment";
  if (reason.trim() === "") return "breakglass.reason";
  const people = signers.map(({ person }) => person);
  if (new Set(people).size < people.length) return "breakglass.same-person";
  return unmet(approvals, people).length === 0 ? undefined : "breakglass.organisations";
}

/** The same for a logged one: by the policy in force at its leaf, without keys that the newest one revokes. */
export function standingFault(
  log: BreakGlassLog,
  { leaf, record, signers }: LoggedBreakGlass,
): BreakGlassCode | undefined {
  const { policy } = log.policy;
  const standing = signers.filter(({ fingerprint }) => (revokedFrom(policy, fingerprint) ?? Infinity) > leaf);
  return signingFault(policyAt(log, leaf), record, standing);
}

/**
 * Whether it is still open, and no longer than the policy in force lets it be. Witness time decides; where a log that
 * stands still would keep it open, the gate's own clock shuts it.
 */
export function timeFault(
  policy: Policy,
  { environment, notAfter }: Pick<BreakGlass, "environment" | "notAfter">,
  { time, now }: Times,
): BreakGlassCode | undefined {
  const ttl = policy.environments.find(({ id }) => id === environment)?.breakGlass?.ttl;
  if (ttl === undefined) return "breakglass.environment";
  const end = Date.parse(notAfter) / 1000;
  if (time === undefined || time > end || now > end + CLOCK_TOLERANCE) return "breakglass.expired";
  return end - time > ttl + CLOCK_TOLERANCE ? "breakglass.ttl" : undefined;
}

/** Those of an environment, logged before a leaf, whose review was not finished before it; what opens nothing needs no review. */
export function unreviewedBefore(
  log: BreakGlassLog,
  environment: string,
  leaf: number = Infinity,
): readonly LoggedBreakGlass[] {
  return log.breakGlass.filter(
    (one) =>
      one.leaf < leaf &&
      one.record.environment === environment &&
      standingFault(log, one) === undefined &&
      (reviewOf(log, one)?.leaf ?? Infinity) >= leaf,
  );
}

/** The review of one is due before the next is asked for, however much of the time that the policy gives it is left. */
function reviewFault(log: BreakGlassLog, { leaf, record }: LoggedBreakGlass): BreakGlassCode | undefined {
  return unreviewedBefore(log, record.environment, leaf).length === 0 ? undefined : "breakglass.review-overdue";
}
