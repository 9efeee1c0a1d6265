/** What a judgement amounts to; the worst of its reasons, the first here. */
export type Decision = "error" | "deny" | "pending" | "allow";

const ERROR = ["usage.environment", "policy.repository", "policy.ref", "git.octopus", "git.new-root"] as const;

/** In the order in which one of them becomes the code of the verdict (worst first). */
const DENY = [
  "breakglass.commit",
  "breakglass.environment",
  "breakglass.reason",
  "breakglass.same-person",
  "breakglass.organisations",
  "breakglass.expired",
  "breakglass.ttl",
  "breakglass.review-overdue",
  "gate.no-settled-ancestor",
  "gate.not-forward",
  "log.stale",
  "decision.rejected",
  "gate.residual",
  "gate.unclaimed",
  "gate.submodule",
  "decision.key-revoked",
  "decision.revoked",
  "decision.not-independent",
  "gate.approval-used",
  "gate.class-not-accepted",
  "decision.expired",
  "gate.requirement-unsatisfied",
] as const;

const PENDING = ["decision.held", "decision.missing"] as const;

/** Codes that only explain another one. */
const BESIDE = [
  "decision.environment",
  "decision.same-person",
  "decision.ref",
  "decision.repository",
  "decision.base",
  "gate.settled",
  "gate.nothing-required",
] as const;

const LEADING = { error: ERROR, deny: DENY, pending: PENDING, allow: ["gate.break-glass", "gate.allowed"] } as const;

export type LeadingCode = (typeof LEADING)[Decision][number];
export type Code = LeadingCode | (typeof BESIDE)[number];

/** Every code that a judgement may give or name as a reason. */
export const CODES: readonly Code[] = [...ERROR, ...DENY, ...PENDING, "gate.break-glass", "gate.allowed", ...BESIDE];

/** The decision and code that follow from all reasons together. */
export function worst(reasons: readonly Code[]): { readonly decision: Decision; readonly code: LeadingCode } {
  for (const decision of ["error", "deny", "pending"] as const) {
    const code = LEADING[decision].find((one) => reasons.includes(one));
    if (code !== undefined) return { decision, code };
  }
  return { decision: "allow", code: "gate.allowed" };
}
