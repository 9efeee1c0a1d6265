/** Rules for refs of a repository. */
export type Ruleset = {
  readonly id: number;
  readonly repository: number;
  readonly name: string;
  readonly enforcement: "disabled" | "active" | "evaluate";
  /** Full names of refs, patterns, `~DEFAULT_BRANCH` or `~ALL`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly Rule[];
  readonly bypass: readonly BypassActor[];
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** One rule, as GitHub spells it: `required_status_checks`, `merge_queue`, `pull_request`, … */
export type Rule = { readonly type: string; readonly parameters?: Readonly<Record<string, unknown>> };

/** Who may go around a ruleset. Those of mode `exempt` leave no trace. */
export type BypassActor = {
  readonly actor_id: number | null;
  readonly actor_type: "Integration" | "OrganizationAdmin" | "RepositoryRole" | "Team" | "DeployKey" | "User";
  readonly bypass_mode: "always" | "pull_request" | "exempt";
};

/** What the rules said about one movement of a ref. */
export type RuleSuite = {
  readonly id: number;
  readonly repository: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: number;
  readonly pushedAt: number;
  readonly result: "pass" | "fail" | "bypass";
  readonly evaluations: readonly {
    readonly ruleset: number;
    readonly name: string;
    readonly type: string;
    readonly enforcement: "active" | "evaluate";
    readonly result: "pass" | "fail";
  }[];
};

/** A pull request in the merge queue. */
export type QueueEntry = {
  readonly id: number;
  readonly repository: number;
  readonly pull: number;
  readonly baseRef: string;
  readonly by: number;
  readonly enqueuedAt: number;
};

/** The commit that the queue made for an entry, on top of those before it. */
export type MergeGroup = {
  readonly id: number;
  readonly repository: number;
  readonly entry: number;
  readonly pull: number;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly headSha: string;
  /** Full name, below `refs/heads/gh-readonly-queue/`. */
  readonly headRef: string;
  readonly createdAt: number;
};
