import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

/** The name under which the flag service overrides a value; its default stays. */
export const consistentFlagNames: PlannedChange = {
  title: "Consistent flag names",
  edit: (draft) =>
    draft.replace("config/flags.yaml", "remote: home_topic_judge\n", "remote: home_judge_delicate_topics\n"),
  expected: [oracle("flag", "param.renamed", "R2", "config/flags.yaml")],
  allowed: [{ class: "flag", paths: ["config/flags.yaml"] }],
};
