/** What somebody may do in a repository. */
export type Role = "read" | "write" | "admin";

/** A repository; its id is what it is, owner and name are labels. */
export type Repository = {
  readonly id: number;
  readonly owner: number;
  readonly name: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly defaultBranch: string;
  /** The repository that this is a fork of. */
  readonly parent: number | null;
  readonly roles: ReadonlyMap<number, Role>;
  readonly createdAt: number;
  readonly pushedAt: number;
};

/** A name that leads to a repository which has another name now. */
export type Redirect = {
  readonly id: number;
  /** `owner/name` in lower case. */
  readonly from: string;
  readonly repository: number;
};

/** A pull request. */
export type Pull = {
  readonly id: number;
  readonly number: number;
  readonly repository: number;
  readonly author: number;
  readonly title: string;
  readonly body: string | null;
  readonly headRepository: number;
  readonly headRef: string;
  readonly headSha: string;
  /** The head before the last push, which a stale read shows. */
  readonly headBefore: string;
  /** When the last push came, or it was opened. */
  readonly headSince: number;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly draft: boolean;
  readonly state: "open" | "closed";
  readonly mergedAt: number | null;
  readonly mergedBy: number | null;
  /** The test merge while it is open (null until it was made or where there are conflicts), what landed afterwards. */
  readonly mergeCommit: string | null;
  readonly mergeable: boolean | null;
  readonly size: {
    readonly commits: number;
    readonly files: number;
    readonly additions: number;
    readonly deletions: number;
  };
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
};

/** What somebody said about a pull request. */
export type Review = {
  readonly id: number;
  readonly pull: number;
  readonly user: number;
  readonly state: "approved" | "changes_requested" | "commented" | "dismissed";
  readonly body: string | null;
  readonly commit: string;
  readonly submittedAt: number;
};
