import type { CommitFacts } from "../git/facts.ts";

/** The runs of one app for one commit. */
export type Suite = {
  readonly id: number;
  readonly repository: number;
  readonly app: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly before: string | null;
  readonly commit: CommitFacts;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** How a run ended; `stale` is GitHub's own word. */
export const CONCLUSIONS = [
  "action_required",
  "cancelled",
  "failure",
  "neutral",
  "success",
  "skipped",
  "stale",
  "timed_out",
] as const;
type Conclusion = (typeof CONCLUSIONS)[number];

/** One check of a commit. */
export type CheckRun = {
  readonly id: number;
  readonly suite: number;
  readonly repository: number;
  readonly app: number;
  readonly name: string;
  readonly headSha: string;
  readonly externalId: string;
  readonly detailsUrl: string | null;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: Conclusion | null;
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
  readonly annotations: readonly Annotation[];
  readonly actions: readonly CheckAction[];
  readonly createdAt: number;
};

/** A remark at lines of a file. */
export type Annotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: string;
  readonly message: string;
  readonly title: string | null;
  readonly raw_details: string | null;
};

/** A button on a run. */
export type CheckAction = { readonly label: string; readonly description: string; readonly identifier: string };
