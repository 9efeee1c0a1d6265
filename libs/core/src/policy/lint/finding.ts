import type { Path } from "../../objects/path.ts";
import type { Sha256 } from "../../crypto.ts";
import type { Policy } from "../policy.ts";

/**
 * Something about a policy that its authors should know. Errors are named by their code (`policy.quorum`), warnings by a
 * word of their own (`role-without-deputy`); `at` is the id of what it is about.
 */
export type PolicyFinding = {
  readonly level: "error" | "warning";
  readonly id: string;
  readonly at: string;
  readonly text: string;
  readonly remedy: string;
};

/** What is known beyond the policy itself; what is absent is not looked at. */
export type PolicyFacts = {
  /** Every path of the newest tree, by id of the repository. */
  readonly paths?: ReadonlyMap<string, readonly Path[]>;
  /** For fingerprints of revoked keys. */
  readonly crypto?: Sha256;
};

/** Yields warnings of one kind. */
export type Lint = (policy: Policy, facts: PolicyFacts) => Iterable<PolicyFinding>;

/** A warning. */
export function warning(id: string, at: string, text: string, remedy: string): PolicyFinding {
  return { level: "warning", id, at, text, remedy };
}
