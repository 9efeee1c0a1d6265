import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { reportStages } from "../stages/report.ts";
import { levelFindings } from "./levels.ts";
import { optionFindings } from "./options.ts";
import { ruleFindings } from "./rules.ts";

const ID = "visibility";

/** Filters and rules of what may be seen, their order, their severity, and options by which things stay in (recommender.md §2). */
export const visibility: Detector = { id: ID, class: "visibility", detect };

function detect(input: DetectorInput): readonly Finding[] {
  const stages = reportStages(input, {
    detector: ID,
    class: "visibility",
    phases: new Set(["pre-filter", "filter", "post-filter"]),
    noun: "filter",
    risks: { added: "R3", removed: "R4", across: "R4", other: "R3" },
    ask: {
      added: "Whom or what does … hide, on which ground, and how many does it meet?",
      removed: "What is seen now that … hid, and who decided it?",
      moved: "What is seen or hidden otherwise by the new place of …?",
    },
  });
  return [
    ...stages,
    ...input.files.flatMap((file) => [...ruleFindings(ID, file), ...optionFindings(ID, file)]),
    ...levelFindings(ID, input),
  ];
}
