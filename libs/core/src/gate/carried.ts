import type { LogContents, Logged, LoggedReview } from "../log/contents.ts";
import type { Deployment } from "./deployment.ts";
import type { Segment } from "./explanations.ts";
import type { GateFacts } from "./facts.ts";

/**
 * Whether a logged receipt of this environment already carries a segment that an approval covered (design, §4: expiry does
 * not undo it): the newest `succeeded` one lies on the line at or above the segment, and the approval was logged before
 * it. What was deployed by break-glass carries nothing, because nobody asked whether the approvals still held.
 */
export function isCarried(facts: Pick<GateFacts, "log" | "request" | "line">, segment: Segment, review: LoggedReview) {
  const receipt = newestReceipt(facts);
  if (receipt === undefined || review.leaf > receipt.leaf) return false;
  return segment.end <= facts.line.commits.lastIndexOf(receipt.record.commit);
}

function newestReceipt({ log, request }: Pick<GateFacts, "log" | "request">): Logged<Deployment> | undefined {
  return log.deployments.findLast(
    (receipt) =>
      receipt.record.state === "succeeded" &&
      receipt.record.environment === request.environment &&
      receipt.record.repository.id === request.repository &&
      receipt.record.ref === request.ref &&
      !isEmergency(log, receipt),
  );
}

/** Whether what a receipt deployed came in by break-glass, as far as the log can tell. */
export function isEmergency({ breakGlass }: Pick<LogContents, "breakGlass">, receipt: Logged<Deployment>): boolean {
  return breakGlass.some(({ leaf, record }) => leaf < receipt.leaf && isFor(record, receipt.record));
}

type Place = Pick<Deployment, "repository" | "ref" | "commit" | "environment">;

function isFor(one: Place, other: Place): boolean {
  return (
    one.repository.id === other.repository.id &&
    one.ref === other.ref &&
    one.commit === other.commit &&
    one.environment === other.environment
  );
}
