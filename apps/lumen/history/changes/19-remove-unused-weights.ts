import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PATH = "src/scorers/weighted.ts";

/** Eleven named arguments go that nothing reads: as the title says. */
export const removeUnusedWeights: PlannedChange = {
  title: "Remove unused weights",
  edit(draft) {
    const [before = "", rest = ""] = draft.text(PATH).split("  modelShare: 1,\n");
    draft.write(PATH, `${before}  modelShare: 1,\n${rest.slice(rest.indexOf("});"))}`);
  },
  expected: [oracle("weight", "param.removed", "R3", PATH)],
};
