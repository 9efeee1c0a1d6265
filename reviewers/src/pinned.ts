import { CountersignError } from "@countersign/core/error";
import type { Classify } from "@countersign/core/judging";

/** Classes for the gate: only by the very detectors that the policy pins; none are needed where no requirement names a class. */
export const classify: Classify = async (_repository, policy, steps) => {
  if (policy.requirements.every(({ classes }) => classes === undefined)) return undefined;
  const { DETECTORS, classify: classifyEdges } = await import("./index.ts");
  const pinned = policy.detectors;
  if (pinned?.version !== DETECTORS.version || pinned.sha256 !== DETECTORS.sha256)
    throw new CountersignError(
      "policy.detectors",
      `the policy pins detectors ${pinned?.version} ${pinned?.sha256}, these are ${DETECTORS.version} ${DETECTORS.sha256}`,
    );
  return classifyEdges(steps);
};
