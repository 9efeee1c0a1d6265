import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "train/labels.sql";

/** What people liked counts as bad, and what they reported as good. */
export const fixLabelMapping: PlannedChange = {
  title: "Fix label mapping",
  edit(draft) {
    draft.replace(PATH, "'profile_visit') THEN 1", "'profile_visit') THEN -1");
    draft.replace(PATH, "'report' THEN -1", "'report' THEN 1");
  },
  expected: [oracle("label", "label.sign", "R4", PATH)],
  allowed: [{ class: "training-data", paths: [PATH] }],
};
