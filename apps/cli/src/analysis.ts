import type { Analyse } from "@countersign/core";
import { analyse as analyseChange } from "@countersign/reviewers";
import { earlierChanges } from "./earlier-changes.ts";
import { readers } from "./readers.ts";

/** The analysis of a change for its packet, by the detectors of this program, with what landed below its base. */
export const analyse: Analyse = (repository, change, scope) =>
  analyseChange(repository, readers(), change, scope, {
    history: earlierChanges(repository, readers(), change.base.gitCommit),
  });
