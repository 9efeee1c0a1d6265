import { CountersignError } from "@countersign/core/error";
import type { Classify } from "@countersign/core/judging";
import type { GrammarSource, Readers } from "./readers/readers.ts";

/**
 * Classes for the gate: only by the very detectors that the policy pins, else `policy.detectors`; none are needed where no requirement
 * names a class, and then nothing is loaded.
 *
 * @param source brings the bytes of grammars, when a changed file needs one
 */
export function classifyWith(source: GrammarSource): Classify {
  let readers: Readers | undefined;
  return async (repository, policy, steps) => {
    if (policy.requirements.every(({ classes }) => classes === undefined)) return undefined;
    const { DETECTORS, classify, readersOf } = await import("./index.ts");
    const pinned = policy.detectors;
    if (pinned?.version !== DETECTORS.version || pinned.sha256 !== DETECTORS.sha256)
      throw new CountersignError(
        "policy.detectors",
        `the policy pins detectors ${pinned?.version} ${pinned?.sha256}, these are ${DETECTORS.version} ${DETECTORS.sha256}`,
      );
    // A line is classed step by step and then range by range: what was loaded and read is not loaded and read again.
    readers ??= readersOf(source);
    const classes = [];
    for (const { entries } of steps) classes.push(await classify(repository, readers, entries));
    return classes;
  };
}
