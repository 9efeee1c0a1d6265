import type { Finding, Risk } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import type { ParameterChange } from "../parameters/change.ts";
import { reportParameters } from "../parameters/report.ts";
import { isLarge } from "../parameters/say.ts";
import { reportStages } from "../stages/report.ts";
import { formulaFindings } from "./formula.ts";

const ID = "weight";

/** Numbers that weigh something in a score, and formulas of scores (recommender.md §2, `weight`). */
export const weight: Detector = { id: ID, class: "weight", detect };

function detect(input: DetectorInput): readonly Finding[] {
  return [
    ...reportParameters(input, {
      detector: ID,
      class: "weight",
      noun: "weights",
      risk,
      ask: "Which decision or experiment supports the change of …, and is its report at hand?",
    }),
    ...formulaFindings(ID, input.files),
    ...reportStages(input, {
      detector: ID,
      class: "weight",
      phases: new Set(["scorer"]),
      noun: "scorer",
      risks: { added: "R3", removed: "R4", across: "R3", other: "R3" },
      ask: {
        added: "For which posts and by how much does … change the score?",
        removed: "For which posts and by how much did … change the score?",
        moved: "What changes in the score by the new place of …?",
      },
    }),
  ];
}

/** R4 where the sign flips, the weight becomes nothing or comes from nothing, or is twice or half of what it was. */
function risk({ change }: ParameterChange): Risk {
  if (change.how === "added" || change.how === "removed") return "R3";
  return isLarge(change.base, change.result) ? "R4" : "R3";
}
