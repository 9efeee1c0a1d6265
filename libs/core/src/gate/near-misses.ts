import type { LoggedReview } from "../log/contents.ts";
import type { Edge } from "./edge.ts";
import { digestOf } from "./explanations.ts";
import type { GateFacts } from "./facts.ts";
import type { GateFinding } from "./finding.ts";
import { netEntries } from "./net.ts";

/** Finds approvals that look as if they were meant for unexplained steps, and says what they are for instead. */
export type NearMisses = (edges: readonly Edge[]) => readonly GateFinding[];

/** Indexes all approvals of the log, whatever repository and ref they name (attack A12). */
export function nearMisses({ crypto, log, request }: GateFacts): NearMisses {
  const approvals = log.reviews.filter(({ record }) => record.decision === "approve");
  const byDigest = Map.groupBy(approvals, ({ record }) => record.changeDigest as string);
  const byTree = Map.groupBy(approvals, ({ record }) => record.result.gitTree as string);
  const byHead = Map.groupBy(approvals, ({ record }) => record.head.gitCommit as string);
  return (edges) => {
    const target = edges.at(-1)?.to;
    if (target === undefined) return [];
    const meant = new Set([
      ...(byDigest.get(digestOf({ crypto }, netEntries(edges)) ?? "") ?? []),
      ...(byTree.get(target.tree) ?? []),
      ...(byHead.get(target.commit) ?? []),
    ]);
    return [...meant].map((review) => ({ decision: "deny", code: difference(request, review), review, follows: true }));
  };
}

function difference(request: GateFacts["request"], { record }: LoggedReview): string {
  if (record.repository.id !== request.repository) return "decision.repository";
  return record.ref === request.ref ? "decision.base" : "decision.ref";
}
