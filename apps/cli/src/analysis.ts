import type { Analyse } from "@countersign/core";
import { analyse as analyseChange } from "@countersign/reviewers";
import { readers } from "./readers.ts";

/** The analysis of a change for its packet, by the detectors of this program. */
export const analyse: Analyse = (repository, change, scope) => analyseChange(repository, readers(), change, scope);
