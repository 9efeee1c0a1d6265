import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "config/limits.yaml";

/** What somebody pays for comes second. */
export const promoteModule: PlannedChange = {
  title: "Promote module",
  edit: (draft) => draft.replace(PATH, "  who_to_follow: 6\n  promoted: 11\n", "  promoted: 2\n  who_to_follow: 6\n"),
  expected: [oracle("presentation", "param.changed", "R2", PATH)],
};
