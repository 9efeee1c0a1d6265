import type { Fact } from "../../facts/fact.ts";
import type { Token } from "../reading.ts";
import { endBlocks } from "./facts/blocks.ts";
import { notesOf } from "./facts/notes.ts";
import { placed } from "./facts/placed.ts";
import { readAll } from "./facts/read.ts";
import type { Source } from "./facts/source.ts";
import { Spelling } from "./facts/spelling.ts";
import { structureOf } from "./facts/structure.ts";
import { importFacts } from "./import-facts.ts";

/**
 * What rows of tokens say in any language, known or not: names with values, calls, comparisons, lists, branches, definitions, imports,
 * each within the names of the blocks around it. In the order of the text; `by` is `tokens`. Linear and bounded: at most 200,000 facts, and
 * code is cut where it would be spelled too often.
 */
export function factsOfTokens(tokens: readonly Token[], language: string): readonly Fact[] {
  const code = tokens.filter(({ is }) => is !== "comment");
  const structure = structureOf(code, language);
  const source: Source = {
    ...structure,
    language,
    spelling: new Spelling(code),
    ends: endBlocks(structure, language),
    parameters: new Set(),
    notes: notesOf(tokens),
  };
  const facts = [
    ...importFacts(tokens, language),
    ...readAll(source, (found, around) => placed(source, found, around)),
  ];
  return facts.toSorted((a, b) => a.from - b.from || a.to - b.to);
}
