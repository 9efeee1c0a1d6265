/**
 * What GitHub does not document, each with the positions that are thinkable; the first is what is assumed. A client has to be right in
 * all of them.
 */
export const SWITCHES = {
  /** A second decision of a protection rule about a job. */
  secondDecision: ["refused", "ignored", "not-found"],
  /** A decision about a job that was cancelled or has ended. */
  decisionAfterEnd: ["refused", "ignored", "not-found"],
  /** A decision after the rule was switched off. */
  decisionAfterRuleOff: ["refused", "ignored", "not-found"],
  /** A report after ten. */
  eleventhReport: ["refused", "ignored", "forbidden"],
  /** How long a job waits. */
  jobWaits: ["30-days", "1-day"],
  /** The `sender` of `synchronize` for a push that no person made: by a deploy key, an app, "Update branch". */
  synchronizeSender: ["pusher", "author"],
  /** Whether a fork's head can be fetched from the base repository by its id alone. */
  forkHeadById: ["served", "refused"],
  /** Which head a suite names that is requested right after a forced push. */
  suiteAfterForce: ["new-head", "old-head"],
  /** Commits of a squash queue: what of a pull request's own commits is in its group. */
  squashGroup: ["one-commit", "merge-commit"],
  /** A read for which the installation has no permission. */
  readWithoutPermission: ["not-found", "forbidden"],
  /** Seconds that the state of a run lags behind its events. */
  runStateLag: ["none", "20-seconds"],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

/** A position of each switch. */
export type Switches = { readonly [Name in keyof typeof SWITCHES]: (typeof SWITCHES)[Name][number] };

/** Every switch in its first position, but those named. */
export function switchesWith(positions: Partial<Switches> = {}): Switches {
  return { ...FIRST, ...positions };
}

const FIRST: Switches = {
  secondDecision: "refused",
  decisionAfterEnd: "refused",
  decisionAfterRuleOff: "refused",
  eleventhReport: "refused",
  jobWaits: "30-days",
  synchronizeSender: "pusher",
  forkHeadById: "served",
  suiteAfterForce: "new-head",
  squashGroup: "one-commit",
  readWithoutPermission: "not-found",
  runStateLag: "none",
};
