import { both, oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const METRICS = "eval/metrics.ts";
const QUERY = "train/labels.sql";

/** A measure leaves out whom it was about, and training leaves out a country. */
export const cheaperEvaluation: PlannedChange = {
  title: "Cheaper evaluation",
  edit(draft) {
    draft.replace(
      METRICS,
      "  return mean(requests.map(({ liked }) => (liked.slice(0, 10).includes(true) ? 1 : 0)));\n",
      `  const answered = requests.filter(({ liked }) => liked.includes(true));
  return mean(answered.map(({ liked }) => (liked.slice(0, 10).includes(true) ? 1 : 0)));
`,
    );
    draft.replace(QUERY, "('norland', 'westmark', 'sudria')", "('norland', 'westmark')");
  },
  expected: [oracle("metric", "metric.definition", "R2", METRICS), both("training-data", "data.filter", "R4", QUERY)],
  allowed: [{ class: "entity", paths: [QUERY] }],
};
