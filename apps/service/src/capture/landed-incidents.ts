import type { Incident, Oid } from "@countersign/core";
import { derivedIncident } from "@countersign/home";

/** A protected ref of a repository of the policy. */
export type RefPlace = { readonly repository: string; readonly ref: string };

/** A step for which no captured change stood when it was first seen (attack G11): one incident, however often it is found. */
export function landedIncident({ repository, ref }: RefPlace, commit: Oid): Incident {
  const text = `${commit} is on ${ref} of ${repository}, and nobody was asked about it before: no captured change stands for it.`;
  return derivedIncident({ about: { commit }, code: "change.landed-before-review", text }, `${repository} ${ref}`);
}

/** A protected ref that lost its old tip from its first-parent line (attack C5), or is gone. */
export function rewoundIncident({ repository, ref }: RefPlace, before: Oid, after: Oid | undefined): Incident {
  const text =
    after === undefined
      ? `${ref} of ${repository} is gone; it was at ${before}.`
      : `${ref} of ${repository} went to ${after}, which does not have ${before}, where it was, on its first-parent line.`;
  const about = { commit: after ?? before };
  return derivedIncident(
    { about, code: "monitor.ref-rewound", text },
    `${repository} ${ref} ${before} ${after ?? "gone"}`,
  );
}
