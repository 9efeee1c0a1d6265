import type { Finding, Location } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { FileKind } from "../../presets/kind.ts";
import { BEHAVIOUR } from "../../presets/kind.ts";
import { grammarOf } from "../../readers/syntax/languages.ts";
import { finding } from "../finding.ts";
import { changedCode, changedPlaces } from "./changed-code.ts";
import type { Places } from "./drawn-in.ts";

/** Languages of pages for people: what stands in a folder of documentation in another one may be run. */
const PAGES: ReadonlySet<string> = new Set(["markdown", "text", "html", "css", "xml", ""]);
/** Kinds whose documents the class `build` tells of; programs among them are told here. */
const BUILT: readonly FileKind[] = ["infrastructure", "deploy"];

/** Whether a file is a page for people, by its folder and what it is written in. */
export function isPage({ kinds, base, result }: Examined): boolean {
  return kinds.has("docs") && PAGES.has((result ?? base)?.language ?? "");
}

/**
 * Code and documents that no map of a recommender claims, as one finding: nobody knows that they decide nothing, and a folder's name is
 * the author's word (recommender.md §1).
 */
export function unclaimedFindings(detector: string, files: readonly Examined[], places: Places): readonly Finding[] {
  const changed = files.filter(isUnclaimed).flatMap((file) => {
    const { added, removed } = changedCode(file, places);
    return added.length + removed.length === 0 ? [] : [{ file, added, removed }];
  });
  const [first] = changed;
  if (first === undefined) return [];
  const at: readonly Location[] = changed.flatMap(({ file, ...lines }) => changedPlaces(file.path, lines));
  const [more, less] = [sum(changed.map((one) => one.added.length)), sum(changed.map((one) => one.removed.length))];
  const where = changed.length === 1 ? "a file" : `${changed.length} files`;
  return [
    finding(detector, "logic", "logic.unclaimed", {
      title: `Code of ${where} that no map of a recommender claims changed: ${more} ${more === 1 ? "line" : "lines"} new, ${less} gone`,
      at,
      evidence: { files: changed.length, added: more, removed: less },
      ask: "Does anything that is recommended depend on these files?",
    }),
  ];
}

function isUnclaimed(file: Examined): boolean {
  const { kinds, base, result } = file;
  if (kinds.has("test") || isPage(file) || [...kinds].some((kind) => BEHAVIOUR.has(kind))) return false;
  const language = (result ?? base)?.language ?? "";
  return !BUILT.some((kind) => kinds.has(kind)) || grammarOf(language) !== undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
