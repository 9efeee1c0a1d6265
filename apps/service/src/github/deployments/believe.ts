/** What GitHub shows of a deployment that we were asked about. */
export type DeploymentSeen = {
  /** Its environment is among those for which the run waits. */
  readonly waits: boolean;
  /** Our own decision is in the history of the run. */
  readonly ours: boolean;
  /** Its job began. */
  readonly wentOn: boolean;
  /** It ended, or its run did. */
  readonly ended: boolean;
  readonly cancelled: boolean;
  /** Somebody rejected it: we, or a reviewer. */
  readonly rejected: boolean;
  /** Our rule stands before the environment. */
  readonly ruleOn: boolean;
};

/** What we said. */
export type Said = {
  readonly decision: "approved" | "rejected" | undefined;
  readonly answered: boolean;
  /** GitHub took an approval of ours, and nothing shows that it took it back. */
  readonly stands: boolean;
};

/**
 * What GitHub believes: it waits; it took our word; our rule is off, so our word does not count; it went on past the rule, which only an
 * administrator can have it do; it was cancelled, or rejected by somebody else; it ended otherwise. `unsure` where one look shows neither that it waits nor what became of
 * it (attack G6).
 */
export type Belief =
  | "waiting"
  | "approved"
  | "rejected"
  | "bypassed"
  | "rule-off"
  | "cancelled"
  | "rejected-by-others"
  | "ended"
  | "unsure";

/** A belief, and whether nothing that is said can change it any more. */
export type Believed = { readonly belief: Belief; readonly over: boolean };

/** Puts what is seen and what was said together. */
export function believe(seen: DeploymentSeen, said: Said): Believed {
  if (seen.waits) return { belief: seen.ruleOn ? "waiting" : "rule-off", over: false };
  if (!seen.wentOn && !seen.ended) return { belief: "unsure", over: false };
  return { belief: endOf(seen, said), over: true };
}

function endOf(seen: DeploymentSeen, { decision, answered, stands }: Said): Belief {
  if (seen.wentOn) {
    if (decision === "approved" && (seen.ours || seen.ruleOn)) return "approved";
    // We wished it back, and GitHub did not take that.
    if (stands && !seen.ours && seen.ruleOn) return "approved";
    return seen.ruleOn ? "bypassed" : "rule-off";
  }
  if (decision === "rejected" && seen.ours) return "rejected";
  if (seen.cancelled) return "cancelled";
  if (decision === "rejected" && answered) return "rejected";
  return seen.rejected ? "rejected-by-others" : "ended";
}

/** What shows neither that it waits nor what became of it for too long: an approval that stands may have let it go on. */
export function lost({ stands }: Said): Believed {
  return { belief: stands ? "approved" : "ended", over: true };
}

/** Whether people have to know: it goes on, or may, without our word or against it, or stopped waiting and nobody knows why. */
export function isAlarming(belief: Belief, { decision, stands }: Said): boolean {
  if (belief === "bypassed" || belief === "rule-off") return true;
  if (belief === "approved") return decision === "rejected";
  return belief === "ended" && !stands;
}
