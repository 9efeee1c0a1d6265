import { readGrammar } from "@countersign/adapters/grammars";
import { rememberedClasses } from "@countersign/core";
import type { Classify } from "@countersign/core";
import { classifyWith } from "@countersign/reviewers/pinned";

/** Characters of names of entries whose classes are kept: some 20,000 entries. */
const MOST = 8 * 1024 * 1024;

/** The classes of steps for every judgement of this process, each step classed once. */
export const classify: Classify = rememberedClasses(classifyWith(readGrammar), MOST);
