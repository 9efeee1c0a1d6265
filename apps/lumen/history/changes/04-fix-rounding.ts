import { oracle, seenFrom } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

/** Rounding, as the title says; and a weight inside a packed text is halved. */
export const fixRounding: PlannedChange = {
  title: "Fix rounding in stats",
  edit(draft) {
    draft.replace("src/side-effects/served-stats.ts", "part / whole, 2", "part / whole, 4");
    draft.replace("config/weights.yaml", "profile_visit=4.0 ", "profile_visit=2.0 ");
  },
  expected: [
    oracle("weight", "param.changed", "R4", "config/weights.yaml"),
    seenFrom("claim", oracle("weight", "claim.unexplained", "R2", "config/weights.yaml")),
  ],
  allowed: [{ class: "weight", paths: ["README.md"] }],
};
