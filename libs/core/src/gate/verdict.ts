import type { PathJson } from "../change/path-json.ts";
import type { PolicyName } from "../change/record.ts";
import type { Oid } from "../objects/oid.ts";
import type { CoverageClass } from "../policy/policy.ts";

export type GateDecision = "allow" | "pending" | "deny" | "error";

/** One sentence of the answer: what is so, and what to do about it. `code` is stable. */
export type Reason = { readonly code: string; readonly message: string; readonly remedy: string };

/** How a requirement stands over the whole range. */
export type RequirementVerdict = {
  readonly id: string;
  readonly state: "NOT_APPLICABLE" | "UNSATISFIED" | "SATISFIED" | "OVERRIDDEN" | "ERROR";
  readonly role: string;
  readonly count: number;
  /** The commit up to which it is settled; absent when nothing settles it. */
  readonly settled?: Oid;
};

/** One approval that carries an edge. */
export type ApprovalVerdict = {
  readonly person: string;
  readonly role: string;
  readonly leaf: number;
  readonly change: string;
  /** When it ends, RFC 3339 UTC; absent for one that does not. */
  readonly notAfter?: string;
};

/**
 * One edge, or a run of edges taken as one (`from` is the first parent of its first commit). The residual is what no
 * captured change explains.
 */
export type EdgeVerdict = {
  readonly from: Oid;
  readonly to: Oid;
  /** `undone`: its approval was taken back, and the candidate has its content no more. */
  readonly state: "covered" | "not-applicable" | "undone" | "pending" | "denied";
  readonly class?: CoverageClass;
  readonly approvals: readonly ApprovalVerdict[];
  readonly residual: readonly { readonly path: PathJson; readonly status: "added" | "deleted" | "modified" }[];
};

/** The gate's whole answer; what `countersign gate --json` prints. */
export type Verdict = {
  readonly decision: GateDecision;
  readonly code: string;
  readonly commit: Oid;
  readonly environment: string;
  readonly repository: string;
  readonly ref: string;
  readonly policy: PolicyName;
  /** `root` in lowercase hex; `time` is what the witnesses vouch for, RFC 3339 UTC. */
  readonly log: { readonly origin: string; readonly size: number; readonly root: string; readonly time?: string };
  /** `settled`: the oldest commit from which something had to be checked. */
  readonly range: { readonly settled?: Oid; readonly edges: number };
  readonly requirements: readonly RequirementVerdict[];
  readonly edges: readonly EdgeVerdict[];
  readonly reasons: readonly Reason[];
};

/** Which code leads when several apply, within one decision; a code that is not named comes last. */
export const PRECEDENCE: readonly string[] = [
  "time.future",
  "change.contributor-unresolved",
  "breakglass.not-logged",
  "breakglass.repository",
  "breakglass.ref",
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
  "decision.held",
  "decision.missing",
  "gate.break-glass",
  "gate.allowed",
];
