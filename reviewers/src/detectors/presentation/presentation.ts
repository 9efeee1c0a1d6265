import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { reportParameters } from "../parameters/report.ts";
import { reportStages } from "../stages/report.ts";

const ID = "presentation";

/** Where and how often something is shown: positions, spacing, pinned modules, sizes of pages (recommender.md §2, `presentation`). */
export const presentation: Detector = { id: ID, class: "presentation", detect };

function detect(input: DetectorInput): readonly Finding[] {
  return [
    ...reportParameters(input, {
      detector: ID,
      class: "presentation",
      noun: "places",
      risk: () => "R2",
      ask: "What stands at the places that … names, and who chooses it?",
    }),
    ...reportStages(input, {
      detector: ID,
      class: "presentation",
      phases: new Set(["selector", "decorator"]),
      noun: "selector",
      risks: { added: "R2", removed: "R2", across: "R2", other: "R2" },
      ask: {
        added: "What does … put where?",
        removed: "What stands now where … put something?",
        moved: "What stands elsewhere by the new place of …?",
      },
    }),
  ];
}
