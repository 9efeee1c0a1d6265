import type { Path } from "@countersign/core";
import type { Examined, MarkedLine } from "../contract.ts";
import { wordsOf } from "../facts/words.ts";

/** Lines in a row that one side has and the other has not, and that say something. */
export type Hunk = {
  readonly path: Path;
  readonly side: "base" | "result";
  readonly from: number;
  readonly to: number;
  readonly lines: number;
  /** Whole words of its lines, lower case. */
  readonly words: ReadonlySet<string>;
};

/** Lines between two changed ones that still belong together. */
const NEAR = 3;

/** The hunks that an author has to account for: layout, imports, comments, blank lines, tests and generated files are none. */
export function hunksOf(files: readonly Examined[]): readonly Hunk[] {
  return files
    .filter(({ kinds }) => !kinds.has("test") && !kinds.has("generated"))
    .flatMap(({ path, removed, added }) => [...grouped(path, "base", removed), ...grouped(path, "result", added)]);
}

function grouped(path: Path, side: Hunk["side"], lines: readonly MarkedLine[]): readonly Hunk[] {
  const told = lines.filter(({ sort, layout }) => sort === "code" && !layout);
  const groups: MarkedLine[][] = [];
  for (const line of told) {
    const last = groups.at(-1);
    const before = last?.at(-1)?.number ?? -Infinity;
    if (last !== undefined && line.number - before <= NEAR) last.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => ({
    path,
    side,
    from: group[0]?.number ?? 0,
    to: group.at(-1)?.number ?? 0,
    lines: group.length,
    words: new Set(group.flatMap(({ text }) => wordsOf(text))),
  }));
}
