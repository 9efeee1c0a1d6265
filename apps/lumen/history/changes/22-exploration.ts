import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const CODE = "src/scorers/exploration.ts";
const FLAGS = "config/flags.yaml";
const REGISTRY = "src/scorers/registry.ts";

/** A random pick without a seed, behind a flag that is off. */
export const exploration: PlannedChange = {
  title: "Exploration (off)",
  edit(draft) {
    draft.write(CODE, EXPLORATION);
    draft.replace(
      REGISTRY,
      "import type { Scorer }",
      'import { ExplorationScorer } from "./exploration.ts";\nimport type { Scorer }',
    );
    draft.replace(
      REGISTRY,
      "ColdStartScorer, AuthorDiversityScorer",
      "ColdStartScorer, ExplorationScorer, AuthorDiversityScorer",
    );
    draft.write(
      FLAGS,
      `${draft.text(FLAGS)}
exploration:
  remote: home_exploration
  availability: 0
  about: puts one post up that the models think little of
`,
    );
  },
  expected: [
    oracle("nondeterminism", "nondeterminism.random", "R2", CODE),
    oracle("flag", "param.added", "R2", FLAGS),
    oracle("logic", "logic.changed", "R2", CODE, REGISTRY),
  ],
  allowed: [{ class: "weight", paths: [REGISTRY, CODE] }],
};

const EXPLORATION = `import { isOn } from "../config/flags.ts";
import { multiplied } from "../pipeline/candidate.ts";
import type { Scorer } from "./scorer.ts";

/** How much the lucky post rises. */
const LIFT = 3;

/** Raises one post of all, whichever it is. */
export const ExplorationScorer: Scorer = {
  name: "ExplorationScorer",
  score(candidates, { settings, viewer }) {
    if (!isOn(settings.flags, "exploration", viewer.id)) return candidates;
    const lucky = Math.floor(Math.random() * candidates.length);
    return candidates.map((candidate, index) =>
      index === lucky ? multiplied(candidate, "exploration", LIFT) : candidate,
    );
  },
};
`;
