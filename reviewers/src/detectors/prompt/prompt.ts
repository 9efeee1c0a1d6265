import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { failures } from "./failures.ts";
import { settings } from "./settings.ts";
import { texts } from "./texts.ts";

/** What a language model is asked, with which settings, and what happens when its answer cannot be read (recommender.md §2, `prompt`). */
export const prompt: Detector = { id: "prompt", class: "prompt", detect };

function detect({ files }: DetectorInput): readonly Finding[] {
  return files.flatMap((file) => [...texts(file), ...settings(file), ...failures(file)]);
}
