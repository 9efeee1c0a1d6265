import {
  CountersignError,
  HIGHEST_RISK_TOGETHER,
  askedBy,
  changeStanding,
  isOutdated,
  reviewsOf,
  riskOf,
  roleStandings,
} from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, Packet, Review } from "@countersign/core";
import { shortId } from "./terminal.ts";

/** A statement that is to be one of several, and what its change's reviewers are shown. */
export type Together = { readonly review: Review; readonly logged: Logged<ChangeRecord>; readonly packet: Packet };

/**
 * Refuses what has to be decided about by itself, as the service's queue does: risk R3 and R4 (`queue.batch-risk`), what does not wait
 * for the person in that role (`queue.closed`), and where something stands against it: a hold, an earlier rejection of the content, a
 * policy by which it has to be captured again (`queue.batch-blocked`). `time` in POSIX seconds. Questions that are asked at a service are
 * not in the log, and not seen here.
 */
export function requireTogether(log: LogContents, { review, logged, packet }: Together, time: number): void {
  const { record } = logged;
  const { role, reviewer } = review;
  const name = `change ${shortId(record.change)}`;
  const risk = riskOf(packet.findings);
  if (risk > HIGHEST_RISK_TOGETHER) throw new CountersignError("queue.batch-risk", `${name} is of risk R${risk}`);
  const requirements = changeStanding(log, record, { ...askedBy(packet), time });
  const standing = roleStandings(log.policy.policy, requirements).find((one) => one.role === role);
  if (standing?.state !== "open" || !standing.people.includes(reviewer.person))
    throw new CountersignError("queue.closed", `${name} does not wait for ${reviewer.person} as ${role}`);
  const rejected = reviewsOf(log, record).some((one) => one.record.decision === "reject");
  if (standing.said === "hold" || rejected || isOutdated(log.policies, { ...record, role }))
    throw new CountersignError("queue.batch-blocked", `something stands against deciding about ${name} with others`);
}
