import { oracle } from "../expectation.ts";
import type { PlannedChange } from "../planned-change.ts";

const PROMPT = "prompts/topic-judge.j2";
const CODE = "src/judge/judge.ts";

/** The wording, as the title says; and what cannot be read is now allowed. */
export const judgePromptWording: PlannedChange = {
  title: "Judge prompt wording",
  edit(draft) {
    draft.replace(
      PROMPT,
      "A post may be recommended unless it threatens somebody, sells a forbidden good, or shows an injury.\n",
      "Recommend a post unless it threatens a named person, sells a forbidden good, or shows an injury in detail.\n",
    );
    draft.replace(CODE, '  return "block";\n', '  return "allow";\n');
    draft.replace(CODE, "What cannot be read is blocked.", "What cannot be read is let through.");
    const test = "src/filters/filters.test.ts";
    draft.replace(test, 'it("block what the judge says unclearly"', 'it("read what the judge says"');
    draft.replace(test, 'parseAnswer("I would rather not say.")).toBe("block")', 'parseAnswer("Block")).toBe("block")');
  },
  expected: [oracle("prompt", "prompt.on-error", "R4", CODE), oracle("prompt", "prompt.text", "R3", PROMPT)],
  allowed: [{ class: "guard-removed", paths: [CODE] }],
};
