import { both } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const TOPICS = "deploy/topics.yaml";

/** Copies of real requests leave the production environment. */
export const shadowToTest: PlannedChange = {
  title: "Shadow traffic to test",
  edit: (draft) =>
    draft.replace(
      TOPICS,
      "cluster: shadow.prod.lumen.example\n  environment: production",
      "cluster: shadow.test.lumen.example\n  environment: test",
    ),
  expected: [both("egress", "egress.environment", "R4", TOPICS)],
  allowed: [{ class: "egress", paths: [TOPICS] }],
};
