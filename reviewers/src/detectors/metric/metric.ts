import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { reportParameters } from "../parameters/report.ts";
import { evaluationFindings } from "./evaluation.ts";
import { monitorFindings } from "./monitors.ts";
import { predicateFindings } from "./predicates.ts";

const ID = "metric";

/** What is measured of what was recommended: monitors by group, predicates, denominators, evaluation (recommender.md §2, `metric`). */
export const metric: Detector = { id: ID, class: "metric", detect };

function detect(input: DetectorInput): readonly Finding[] {
  return [
    ...reportParameters(input, {
      detector: ID,
      class: "metric",
      noun: "settings of measures",
      risk: () => "R2",
      code: () => "metric.definition",
      ask: "Which figures that were reported with the old … are still compared with new ones?",
    }),
    ...input.files.flatMap((file) => [
      ...monitorFindings(ID, file),
      ...predicateFindings(ID, file),
      ...evaluationFindings(ID, file),
    ]),
  ];
}
