import { lexicon } from "../words.ts";

/** Names of what a model is asked. */
export const PROMPTS = lexicon(
  "prompt,prompts,system prompt,instruction,instructions,user template,system message,judge,rubric",
);
