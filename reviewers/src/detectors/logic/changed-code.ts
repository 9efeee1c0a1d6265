import type { Location, Path } from "@countersign/core";
import type { Examined, MarkedLine } from "../../contract.ts";
import { at } from "../finding.ts";
import { drawsInOtherwise } from "./drawn-in.ts";
import type { Places } from "./drawn-in.ts";

/** Lines of code that one side has alone, without what only moved or is laid out otherwise. */
export type ChangedCode = { readonly added: readonly MarkedLine[]; readonly removed: readonly MarkedLine[] };

/** What of a file's code is another one. What only draws something in counts where it may do something else (`drawsInOtherwise`). */
export function changedCode(file: Examined, places: Places): ChangedCode {
  const draws = drawsInOtherwise(file, places);
  const counts = ({ sort, layout }: MarkedLine) => !layout && (sort === "code" || (draws && sort === "import"));
  return { added: file.added.filter(counts), removed: file.removed.filter(counts) };
}

/** Its places: lines that follow each other as one span. */
export function changedPlaces(path: Path, { added, removed }: ChangedCode): readonly Location[] {
  return [
    ...spansOf(added).map(([from, to]) => at(path, "result", from, to)),
    ...spansOf(removed).map(([from, to]) => at(path, "base", from, to)),
  ];
}

function spansOf(lines: readonly MarkedLine[]): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  for (const { number } of lines) {
    const last = spans.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans;
}
