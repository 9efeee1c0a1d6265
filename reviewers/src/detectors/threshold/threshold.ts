import type { Finding, Risk } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { hasWord } from "../../facts/words.ts";
import type { FileKind } from "../../presets/kind.ts";
import type { ParameterChange } from "../parameters/change.ts";
import { newestOf } from "../rows.ts";
import { aboutOf } from "../parameters/class-of.ts";
import { reportParameters } from "../parameters/report.ts";
import { DECIDES } from "./words.ts";

const ID = "threshold";

/** Kinds whose bounds decide who or what is let through. */
const DECIDING: readonly FileKind[] = ["filter", "visibility"];

/** Bounds that decide, and apart from them bounds of machines (recommender.md §2, `threshold`). */
export const threshold: Detector = { id: ID, class: "threshold", detect };

function detect(input: DetectorInput): readonly Finding[] {
  return [
    ...reportParameters(input, {
      detector: ID,
      class: "threshold",
      noun: "bounds",
      risk,
      ask: "Whom or what does … let through or stop that it did not before, and how many?",
    }),
    ...reportParameters(input, {
      detector: ID,
      class: "infrastructure",
      noun: "settings of machines",
      risk: () => "R1",
      ask: "Does … change anything that people see?",
    }),
  ];
}

function risk({ change, kinds }: ParameterChange): Risk {
  const row = newestOf(change);
  if (change.how === "added" && change.result.cells["kind"] === "literal") return "R2";
  const decides = DECIDING.some((kind) => kinds.has(kind)) || hasWord(`${aboutOf(row)} ${row.key}`, DECIDES);
  return decides ? "R3" : "R2";
}
