import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

/** Renames and moves in nine files; nothing is ranked otherwise. */
export const tidyScorerNames: PlannedChange = {
  title: "Tidy scorer names",
  edit(draft) {
    draft.rename("src/scorers/blend.ts", "src/pipeline/blend.ts");
    draft.replace("src/scorers/weighted.ts", '"./blend.ts"', '"../pipeline/blend.ts"');
    draft.rename("src/scorers/factors.ts", "src/scorers/author-factors.ts");
    for (const path of ["src/scorers/registry.ts", "src/scorers/scorers.test.ts"]) {
      draft.replace(path, '"./factors.ts"', '"./author-factors.ts"');
      draft.replaceAll(path, "DiversityScorer", "AuthorDiversityScorer");
    }
    draft.replaceAll("src/scorers/diversity.ts", "DiversityScorer", "AuthorDiversityScorer");
    draft.replace("src/pipeline/candidate.ts", "export function times(", "export function multiplied(");
    draft.replace("src/pipeline/candidate.ts", "export function byScore(", "export function bestFirst(");
    for (const path of ["diversity", "cold-start", "author-factors"].map((name) => `src/scorers/${name}.ts`)) {
      draft.replace(path, "times }", "multiplied }");
      draft.replaceAll(path, "times(", "multiplied(");
    }
    for (const path of ["src/scorers/diversity.ts", "src/pipeline/for-you.ts"])
      draft.replaceAll(path, "byScore", "bestFirst");
  },
  expected: [
    oracle(
      "logic",
      "code.moved",
      "R1",
      "src/pipeline/blend.ts",
      "src/scorers/blend.ts",
      "src/scorers/author-factors.ts",
    ),
  ],
};
