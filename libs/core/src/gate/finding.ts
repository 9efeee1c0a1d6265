import type { LoggedBreakGlass, LoggedReview } from "../log/contents.ts";
import type { Identity } from "../objects/identity.ts";
import type { Oid } from "../objects/oid.ts";
import type { Requirement } from "../policy/policy.ts";
import type { GateDecision } from "./verdict.ts";

/** Something the judgement found about a part of the line: a code that may lead, with the facts its sentence needs. */
export type GateFinding = {
  readonly decision: GateDecision;
  readonly code: string;
  readonly from?: Oid;
  readonly to?: Oid;
  readonly requirement?: Requirement;
  /** The commit since which steps have a class that the requirement names only when they are taken as one. */
  readonly since?: Oid;
  /** Id of the change that explains the segment. */
  readonly change?: string;
  readonly review?: LoggedReview;
  readonly breakGlass?: LoggedBreakGlass;
  /** People about whom the policy says nothing. */
  readonly unknown?: readonly Identity[];
  /** Paths for people, escaped where needed. */
  readonly paths?: readonly string[];
  /** True when it only follows another finding, as its cause. */
  readonly follows?: true;
};
