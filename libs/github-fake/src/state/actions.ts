import type { CommitFacts } from "../git/facts.ts";

/** An environment and what stands before it. */
export type Environment = {
  readonly id: number;
  readonly repository: number;
  readonly name: string;
  readonly adminsMayBypass: boolean;
  /** At most six, of which people's reviews are one. */
  readonly rules: readonly ProtectionRule[];
  readonly reviewers: readonly number[];
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** An app that decides whether a job goes on. */
type ProtectionRule = { readonly id: number; readonly app: number; readonly enabled: boolean };

/** A run of a workflow. */
export type Run = {
  readonly id: number;
  readonly repository: number;
  readonly name: string;
  readonly workflow: number;
  readonly number: number;
  readonly attempt: number;
  readonly event: string;
  readonly status: "queued" | "in_progress" | "waiting" | "completed";
  readonly conclusion: "success" | "failure" | "cancelled" | null;
  readonly headSha: string;
  readonly headBranch: string;
  readonly actor: number;
  readonly suite: number;
  readonly commit: CommitFacts;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** A job of one attempt of a run. */
export type Job = {
  readonly id: number;
  readonly run: number;
  readonly attempt: number;
  readonly name: string;
  readonly environment: string | null;
  readonly deployment: number | null;
  readonly status: "queued" | "in_progress" | "waiting" | "completed";
  readonly conclusion: "success" | "failure" | "cancelled" | null;
  readonly createdAt: number;
  readonly completedAt: number | null;
};

/** What one app was asked about one job. */
export type Ask = {
  readonly id: number;
  readonly job: number;
  readonly run: number;
  readonly environment: number;
  readonly app: number;
  readonly state: "waiting" | "approved" | "rejected";
  readonly reports: readonly string[];
};

/** A decision about a run that waited. */
export type Approval = {
  readonly id: number;
  readonly run: number;
  readonly environment: number;
  readonly state: "approved" | "rejected";
  readonly user: number;
  readonly comment: string;
};

/** A deployment, made by a job or through the API. */
export type Deployment = {
  readonly id: number;
  readonly repository: number;
  readonly ref: string;
  readonly sha: string;
  readonly environment: string;
  readonly task: string;
  readonly description: string | null;
  readonly creator: number;
  /** The app that made it. */
  readonly app: number | null;
  readonly run: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** How a deployment went. */
export type DeploymentStatus = {
  readonly id: number;
  readonly deployment: number;
  readonly state: string;
  readonly description: string;
  readonly logUrl: string;
  readonly creator: number;
  readonly app: number | null;
  readonly createdAt: number;
};
