import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { sign } from "../../facts/decimal.ts";
import { hasWord } from "../../facts/words.ts";
import type { ParameterChange } from "../parameters/change.ts";
import { newestOf } from "../rows.ts";
import { reportParameters, TOGETHER } from "../parameters/report.ts";
import { listFindings } from "./lists.ts";
import { signFindings } from "./signs.ts";
import { LOSS, OPTIMISER, SAMPLING } from "./words.ts";

const ID = "label";

/** What a model learns, from which answers, and by which rule (recommender.md §2, `label`). */
export const label: Detector = { id: ID, class: "label", detect };

function detect(input: DetectorInput): readonly Finding[] {
  return [
    ...reportParameters(input, {
      detector: ID,
      class: "label",
      noun: "settings of learning",
      risk: () => "R4",
      code,
      together: (code) => (code === "label.sign" ? 2 : TOGETHER),
      ask: "Which model was trained with …, when does it go live, and where is its evaluation?",
    }),
    ...input.files.flatMap((file) => [...signFindings(ID, file), ...listFindings(ID, file)]),
  ];
}

function code({ change }: ParameterChange): string {
  const { name, key } = newestOf(change);
  if (change.how !== "added" && change.how !== "removed") {
    const [before, after] = [change.base.cells["decimal"], change.result.cells["decimal"]];
    if (before !== undefined && after !== undefined && sign(before) !== sign(after)) return "label.sign";
  }
  for (const text of [name, key.slice(key.lastIndexOf("#") + 1)]) {
    if (hasWord(text, LOSS)) return "label.loss";
    if (hasWord(text, SAMPLING)) return "label.sampling";
    if (hasWord(text, OPTIMISER)) return "label.optimiser";
  }
  return "label.map";
}
