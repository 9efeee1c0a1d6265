import type { Review } from "@countersign/core";
import { aligned, oneLine } from "./change-text.ts";

/** Everything that a signature on this statement binds, whole and in words. */
export function bindingText(review: Review): string {
  const { repository, base, head, result, policy, packet, reviewer, conditions } = review;
  const environments = conditions?.environments?.join(", ") ?? "all environments";
  return [
    `${review.decision} as ${reviewer.person} of ${reviewer.organisation}, role ${review.role}:`,
    ...aligned([
      ["change", review.change],
      ["repository", `${repository.id} (${repository.uri})`],
      ["ref", review.ref],
      ["base", `${base.gitCommit}, tree ${base.gitTree}`],
      ["head", head.gitCommit],
      ["result", `tree ${result.gitTree}`],
      ["content", review.changeDigest],
      ["packet", `${packet.sha256} by ${packet.renderer}`],
      ["policy", `version ${policy.version}, ${policy.sha256}`],
      ...(review.decision === "revoke" ? [] : ([["for", environments]] as const)),
      ...(review.decision === "approve" ? ([["until", conditions?.notAfter ?? "no end"]] as const) : []),
      ...(review.reason === undefined ? [] : ([["reason", review.reason]] as const)),
      ["message", review.message === "" ? "(none)" : oneLine(review.message)],
    ]),
  ].join("\n");
}
