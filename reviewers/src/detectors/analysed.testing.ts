import { readFileSync } from "node:fs";
import type { Finding } from "@countersign/core";
import { analyse } from "../analysis/analyse.ts";
import type { Analysis } from "../analysis/analyse.ts";
import { readersOf } from "../readers/readers.ts";
import type { GrammarSource } from "../readers/readers.ts";
import { scopeWithout, smallChange } from "../small-change.testing.ts";
import type { Sides } from "../small-change.testing.ts";

const grammar: GrammarSource = async (name) => {
  const folder = name === "runtime" ? "web-tree-sitter" : `tree-sitter-${name === "tsx" ? "typescript" : name}`;
  const file = name === "runtime" ? "web-tree-sitter" : `tree-sitter-${name}`;
  return new Uint8Array(readFileSync(new URL(import.meta.resolve(`${folder}/${file}.wasm`))));
};

/** Readers with the real grammars. */
export const readers = readersOf(grammar);

/** What is said about a change of these texts, with the author's title and text. */
export async function analysed(sides: Sides, title = "Tune", text = ""): Promise<Analysis> {
  const { change, source } = smallChange(sides);
  return analyse(source, readers, { ...change, claim: { ...change.claim, title, text } }, scopeWithout());
}

/** What one detector says of a change of these texts. */
export async function foundBy(detector: string, sides: Sides): Promise<readonly Finding[]> {
  return (await analysed(sides)).findings.filter((one) => one.detector === detector);
}

/** Risk, code and title of each, sorted; what stands in tests is marked. */
export async function saidBy(detector: string, sides: Sides): Promise<readonly string[]> {
  const found = await foundBy(detector, sides);
  return found
    .map(({ risk, code, title, evidence }) => `${risk} ${code}: ${title}${evidence["test"] === "yes" ? " [test]" : ""}`)
    .toSorted();
}
