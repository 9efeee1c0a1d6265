/** One attempt of a run that asks about one environment, and what GitHub acted on for it: `waiting` while it did not. */
export type Attempt = {
  readonly run: number;
  readonly name: string;
  readonly deployment: number;
  readonly sha: string;
  readonly asked: "waiting" | "approved" | "rejected" | undefined;
};

/** A decision of ours in GitHub's history of a run. */
type Decided = { readonly run: number; readonly state: "approved" | "rejected"; readonly comment: string };

/** A decision of ours with the attempt that GitHub acted on, and the one that it was about; absent where it acted on none by it. */
export type ActedOn = Decided & { readonly attempt: Attempt | undefined; readonly about: Attempt | undefined };

/**
 * For which attempt GitHub acted on each decision of ours, both the oldest first. A decision names a run and an environment, so one about an
 * attempt that was given up meanwhile acts on the next; GitHub acts on one attempt by one decision, in order. A decision that is marked with
 * another run, another commit, or an attempt after the one that it acted on, acted on none that it was about: that one went on without us.
 */
export function actedOn(attempts: readonly Attempt[], decisions: readonly Decided[]): readonly ActedOn[] {
  const left = Map.groupBy(
    attempts.filter(({ asked }) => asked === "approved" || asked === "rejected"),
    ({ run }) => run,
  );
  const named = new Map(attempts.map((attempt) => [String(attempt.deployment), attempt]));
  return decisions.map((decided) => {
    const next = left.get(decided.run)?.shift();
    const about = named.get(markedBy(decided.comment));
    const isAboutIt =
      next?.asked === decided.state &&
      about?.run === next.run &&
      about.sha === next.sha &&
      about.deployment <= next.deployment;
    return { ...decided, about, attempt: isAboutIt ? next : undefined };
  });
}

/** The deployment that a decision of ours is marked with. */
function markedBy(comment: string): string {
  return /\[cs:(\d+):\d+\]$/.exec(comment)?.[1] ?? "";
}
