import { both } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "config/limits.yaml";

/** Three limits that were public are not any more. */
export const preparePublicCopy: PlannedChange = {
  title: "Prepare public copy",
  edit(draft) {
    draft.replace(PATH, "max_age_hours: 72", "max_age_hours: 9.99");
    draft.replace(PATH, "max_video_seconds: 600", "max_video_seconds: 9.99");
    draft.replace(PATH, "below_followers: 800", "below_followers: 9.99");
  },
  expected: [both("redaction", "redaction.withdrawn", "R2", PATH)],
  allowed: [
    { class: "redaction", paths: [PATH] },
    { class: "threshold", paths: [PATH] },
  ],
};
