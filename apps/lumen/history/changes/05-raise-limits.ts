import { oracle, seenFrom } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "src/filters/spam-filters.ts";

/** Two limits that stand for the same thing rise together, three times in small steps. */
export const raiseLimits: readonly PlannedChange[] = [
  raise("Raise limit", "5_000", "7_000"),
  raise("Raise limit again", "7_000", "9_000"),
  raise("Adjust limits", "9_000", "12_000", "ramp"),
];

function raise(title: string, before: string, after: string, ramp?: "ramp"): PlannedChange {
  return {
    title,
    edit: (draft) =>
      ["CHECKED_BELOW_FOLLOWERS", "TRUSTED_FROM_FOLLOWERS"].forEach((name) =>
        draft.replace(PATH, `${name} = ${before};`, `${name} = ${after};`),
      ),
    expected: [
      oracle("threshold", "param.coupled", "R3", PATH),
      ...(ramp === undefined ? [] : [seenFrom("history", oracle("threshold", "param.ramp", "R2", PATH))]),
    ],
  };
}
