import { oracle, seenFrom } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "src/side-effects/served-stats.ts";

/** What showed whether one group of authors is harmed is gone. */
export const cleanUpDashboards: PlannedChange = {
  title: "Clean up dashboards",
  edit(draft) {
    draft.replace(
      "deploy/dashboards.yaml",
      "  - title: Served posts by leaning of the author\n    counter: served_by_author_leaning\n",
      "",
    );
    draft.replace("deploy/dashboards.yaml", "title: Empty feeds", "title: Feeds without posts");
    draft.replace(PATH, "  served_by_author_leaning: ({ post }) => post.author.leaning,\n", "");
    draft.replace(PATH, " By tier and leaning we see whether a change harms one group of authors.", "");
  },
  expected: [
    oracle("metric", "metric.monitor", "R3", PATH),
    seenFrom("claim", oracle("metric", "claim.contradicted", "R2", PATH, "deploy/dashboards.yaml")),
  ],
  allowed: [{ class: "metric", paths: [PATH, "deploy/dashboards.yaml"] }],
};
