import type { State } from "../state/state.ts";

/** What GitHub shows of a check. */
export type Check = {
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
};

/** The newest check of that name. */
export function newestCheck({ checkRuns }: State, commit: string, name: string): Check | undefined {
  const run = checkRuns.where((one) => one.headSha === commit && one.name === name).at(-1);
  if (run === undefined) return undefined;
  const { status, conclusion, output } = run;
  return { status, conclusion, title: output.title ?? "", summary: output.summary ?? "" };
}

/** What an app said of a job that waits for it: what it reported, or how it decided and why. */
export type SaidOfRun = { readonly state: "waiting" | "approved" | "rejected"; readonly comment: string };

/** The last of it. */
export function saidOfRun({ asks, approvals }: State, id: number): SaidOfRun | undefined {
  const decided = approvals.where(({ run }) => run === id).at(-1);
  if (decided !== undefined) return { state: decided.state, comment: decided.comment };
  const ask = asks.where(({ run }) => run === id).at(-1);
  const report = ask?.reports.at(-1);
  return report === undefined ? undefined : { state: "waiting", comment: report };
}
