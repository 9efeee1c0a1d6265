import type { WorkKey } from "../../work/work.ts";

/** One thing that has to stand on GitHub so that our gate is asked, as one look shows it (attack G12). */
export type Guard = {
  /** A ref, an environment, or what the installation is about. */
  readonly subject: string;
  readonly aspect: GuardAspect;
  /** `absent`: there is nothing of that name on GitHub, which is a removal only where there was something. */
  readonly state: "right" | "wrong" | "unseen" | "absent";
  /** Ids and counts, for people. */
  readonly detail: string;
};

type GuardAspect =
  /** The check is required of this App alone, before anything lands on a ref. */
  | "required-check"
  /** Nobody may go around what requires it. */
  | "bypass-actors"
  /** Our rule stands before an environment. */
  | "protection-rule"
  /** Administrators may not let a job past it. */
  | "admin-bypass"
  /** An installation has the repository, is not suspended, and may do and hear what the App needs. */
  | "installed"
  | "suspended"
  | "permissions"
  | "events"
  | "archived"
  /** GitHub's own list of who went around rules can be read. */
  | "rule-suites"
  /** What GitHub delivers comes. */
  | "deliveries";

/** Looks whether our gate is asked on GitHub; the key is the policy's id of a repository. */
export const GITHUB_GATE = "github-gate";

/** The work that looks. */
export function gateWork(repository: string): WorkKey {
  return { kind: GITHUB_GATE, key: repository };
}
