import { WATCH, row } from "./row.ts";

/** Gate, artifact and environment. */
export const GROUP_8 = [
  row("H1", "settled through a laxer environment", "deny", "gate.residual gate.nothing-required"),
  row("H2", "revoked behind the settled commit", "deny", "decision.revoked decision.rejected decision.held"),
  row("H3", "a break-glass as a baseline", "deny until covered", "gate.break-glass gate.residual"),
  row(
    "H4",
    "a break-glass that is bent",
    "deny, one code a rule",
    "breakglass.organisations breakglass.same-person breakglass.reason breakglass.commit breakglass.environment breakglass.expired breakglass.ttl breakglass.not-logged breakglass.review-overdue audit.review-overdue",
  ),
  row(
    "H5",
    "something new by the rollback lane",
    "deny",
    "rollback.not-verified rollback.revoked rollback.undermined rollback.unsettled rollback.bounds",
  ),
  row("H6", "a rollback with nothing but the state at hand", "allow", "gate.rollback"),
  row(
    "H7",
    "the state file is edited or another gate's",
    "error, never begun anew",
    "state.hmac state.json state.missing state.key",
  ),
  row(
    "H8",
    "nothing to check",
    "error; nothing required or settled, allow with the reason",
    "bundle.empty policy.missing log.empty gate.nothing-required gate.settled",
  ),
  row("H9", "exit and output are confused", "one document; 0 only after it was written", "usage.option usage.repeated"),
  row("H10", "the gate is switched off from outside", "there is no such switch", "gate.residual"),
  row(
    "H11",
    "a verdict is used again or unsigned",
    "deny",
    "gate.verdict-request gate.verdict-decision gate.verdict-expired gate.verdict-signature statement.decision",
  ),
  row("H12", "the bundle is cut off or not there", "error, never allow", "bundle.truncated files.missing"),
  row("H13", "the local clock is set back", "error", "time.backwards"),
  row("H14", "a dirty or sparse checkout", "no effect", "gate.residual"),
  row("H15", "a level that is not reached is claimed", "it is not there", ""),
  row("H16", "two gates disagree", "same answer on all surfaces", ""),
  row(
    "H17",
    "what runs is not what receipts say",
    "found by audit",
    "audit.unapproved-running audit.no-verdict audit.no-receipt audit.ungated",
  ),
  row("H18", "an artifact by tag or from another commit", "deny", "artifact.not-digest", WATCH),
  row("H19", "content that was spoken against was taken out again by covered steps", "allow", "gate.allowed"),
  row(
    "H20",
    "a baseline is voided after the line went on from it",
    "deny, with state and without",
    "gate.no-settled-ancestor rollback.unsettled",
  ),
  row(
    "H21",
    "the gate's state lies on a disk that is full or read-only",
    "error; the next run goes on",
    "files.full files.read-only",
  ),
  row("H22", "two baselines for one requirement", "the newer one counts", "gate.not-forward gate.residual"),
];
