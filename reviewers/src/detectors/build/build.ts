import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { distinct } from "../rows.ts";
import { dependencies, installs } from "./packages.ts";
import { ID } from "./say.ts";
import { steps, unchecked } from "./steps.ts";

/** What is built, from what, and what runs meanwhile (recommender.md §2, `build`). */
export const build: Detector = { id: ID, class: "build", detect };

function detect({ files }: DetectorInput): readonly Finding[] {
  return distinct(
    files.flatMap((file) => [...installs(file), ...dependencies(file), ...unchecked(file), ...steps(file)]),
  );
}
