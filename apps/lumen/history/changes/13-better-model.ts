import { readFileSync } from "node:fs";
import { join } from "node:path";
import { both } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const MODEL = "models/heavy.txt";
const COMPUTED = "src/features/inferred-religion.ts";

/** The new model reads what the viewer may believe in, guessed from what the viewer follows. */
export const betterModel: PlannedChange = {
  title: "Better model",
  body: "Refitted on more data; small gains offline.",
  edit(draft) {
    // Made by `node train/fit.ts` in this very tree.
    draft.write(MODEL, readFileSync(join(import.meta.dirname, "../planted/heavy-with-religion.txt")));
    draft.write(COMPUTED, INFERRED_RELIGION);
    draft.replace(
      "features/viewer.yaml",
      "- name: interest_similarity\n",
      `- name: viewer_inferred_religion
  data_class: religion
  purpose: ranking
  used_in: [train, serve]
- name: interest_similarity
`,
    );
    const hydrate = "src/features/hydrate.ts";
    draft.replace(
      hydrate,
      'import type { Post } from "../world/kinds.ts";\n',
      'import type { Post } from "../world/kinds.ts";\nimport { inferredReligion } from "./inferred-religion.ts";\n',
    );
    draft.replace(
      hydrate,
      "  interest_similarity: (",
      "  viewer_inferred_religion: (_, request) => inferredReligion(request),\n  interest_similarity: (",
    );
  },
  expected: [
    both("model", "model.inputs", "R4", MODEL),
    both("feature.personal", "feature.added", "R4", "features/viewer.yaml", "src/features/hydrate.ts", MODEL),
  ],
  allowed: [
    { class: "feature.personal", paths: ["features/viewer.yaml", "src/features/hydrate.ts", COMPUTED, MODEL] },
    { class: "feature", paths: ["features/viewer.yaml", "src/features/hydrate.ts", COMPUTED, MODEL] },
    { class: "model", paths: [MODEL] },
  ],
};

const INFERRED_RELIGION = `import type { FeedRequest } from "../pipeline/request.ts";

/** Words of services and feasts. */
const WORDS: ReadonlySet<string> = new Set(["choir", "harvest"]);

/** Share of posts by followed authors that speak of services and feasts, from 0 to 1. */
export function inferredReligion({ viewer, world }: FeedRequest): number {
  const followed = world.posts.filter(({ author }) => viewer.follows.has(author.id));
  const devout = followed.filter(({ words }) => words.some((word) => WORDS.has(word)));
  return followed.length === 0 ? 0 : devout.length / followed.length;
}
`;
