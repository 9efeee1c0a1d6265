import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

/** A weight moves, and the documents move with it. */
export const tuneReplyWeight: PlannedChange = {
  title: "Tune reply weight",
  body: "The reply weight goes from 12 to 9; the table in the README says so too.",
  edit(draft) {
    draft.replace("config/weights.yaml", "reply: 12", "reply: 9");
    draft.replace("README.md", "| reply         | 12     |", "| reply         | 9      |");
  },
  expected: [oracle("weight", "param.changed", "R3", "config/weights.yaml")],
  allowed: [{ class: "weight", paths: ["README.md"] }],
};
