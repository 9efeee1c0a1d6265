import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "rules/eligibility.lmr";

/** A condition goes in a language that nobody has a grammar of. */
export const eligibilitySpeedUp: PlannedChange = {
  title: "Eligibility speed-up",
  edit(draft) {
    draft.replace(
      PATH,
      "  when author.account_age_days < 7\n    or author.upheld_reports >= 3\n",
      "  when author.upheld_reports >= 3\n",
    );
    draft.replace(
      "src/filters/filters.test.ts",
      '    { name: "EligibilityFilter", change: { author: { ...author, accountAgeDays: 6 } } },\n',
      "",
    );
  },
  expected: [oracle("guard-removed", "guard.removed", "R3", PATH)],
  allowed: [
    { class: "threshold", paths: [PATH] },
    { class: "visibility", paths: [PATH] },
  ],
};
