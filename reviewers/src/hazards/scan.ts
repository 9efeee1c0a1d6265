import type { Entry, Finding, Scope } from "@countersign/core";
import type { AnalysedChange, FileChange, Hazard, Line, MovedText, Noticed } from "../contract.ts";
import { hazardFinding, named, whole } from "./finding.ts";
import { HAZARD_LIMITS } from "./limits.ts";
import type { HazardLimits } from "./limits.ts";
import { ALL_HAZARDS } from "./hazards.ts";
import { readFileChanges } from "./read-file.ts";
import { noticeInChange, noticeInFile } from "./run.ts";
import { readSurroundings } from "./surroundings.ts";
import type { TreeSource } from "./surroundings.ts";

/** Detector of findings about the bounds of the reading itself. */
const ID = "reading";

/** What to look for, and how far; `each` sees every file that is read, in their order. */
export type HazardOptions = {
  readonly hazards?: readonly Hazard[];
  readonly limits?: HazardLimits;
  readonly each?: (file: FileChange) => void;
};

/**
 * Looks for hazards in a change, a small group of entries at a time, so that memory holds the contents of few. Every bound that is met is
 * a finding.
 */
export async function scanHazards(
  source: TreeSource,
  change: AnalysedChange,
  scope: Scope,
  { hazards = ALL_HAZARDS, limits = HAZARD_LIMITS, each = () => {} }: HazardOptions = {},
): Promise<readonly Noticed[]> {
  const { around, findings } = await readSurroundings(source, change, scope, limits);
  const noticed: Noticed[] = [{ findings }];
  const texts = new MovedTexts(limits.movedLines);
  for await (const file of readFileChanges(source, change.entries.slice(0, limits.entries), limits)) {
    noticed.push({ findings: unread(file) }, ...noticeInFile(hazards, file, around));
    each(file);
    texts.add(file);
  }
  noticed.push({ findings: beyond(change.entries, limits) }, ...noticeInChange(hazards, around, texts.files));
  return [...noticed, { findings: texts.findings() }];
}

/** Sides whose content was not read. */
function unread({ entry: { path }, base, result }: FileChange): readonly Finding[] {
  const sides = [["base", base] as const, ["result", result] as const];
  return sides.flatMap(([side, content]) =>
    content?.encoding !== "unread"
      ? []
      : [
          hazardFinding(ID, "limit.content", {
            title: `${named(path)} is too large to be looked into`,
            at: [whole(path, side)],
            evidence: { bytes: content.size, sha256: content.sha256 },
            ask: "Can this be split, or kept out of the repository?",
          }),
        ],
  );
}

function beyond(entries: readonly Entry[], { entries: most }: HazardLimits): readonly Finding[] {
  if (entries.length <= most) return [];
  const first = entries[most];
  return [
    hazardFinding(ID, "limit.entries", {
      title: `${entries.length - most} of ${entries.length} entries were not looked into`,
      at: first === undefined ? [] : [whole(first.path, first.newMode === "000000" ? "base" : "result")],
      evidence: { entries: entries.length, read: most },
      ask: "Can this change be split?",
    }),
  ];
}

/** Collects what may have moved, up to a number of lines. */
class MovedTexts {
  readonly files: MovedText[] = [];
  #left: number;
  #beyond = 0;

  constructor(lines: number) {
    this.#left = lines;
  }

  add({ entry: { path }, displaced }: FileChange): void {
    const count = displaced.added.length + displaced.removed.length;
    if (count > this.#left) {
      this.#beyond += 1;
      return;
    }
    this.#left -= count;
    if (count > 0) this.files.push({ path, removed: alone(displaced.removed), added: alone(displaced.added) });
  }

  findings(): readonly Finding[] {
    if (this.#beyond === 0) return [];
    const title = `${this.#beyond} files were not compared to find what moved`;
    return [hazardFinding("moves", "limit.moves", { title, evidence: { files: this.#beyond } })];
  }
}

/** The same lines as copies: a line that was cut out of a text keeps all of it in memory. */
function alone(lines: readonly Line[]): readonly Line[] {
  const texts = lines
    .map(({ text }) => text)
    .join("\n")
    .split("\n");
  return lines.map(({ number }, at) => ({ number, text: texts[at] ?? "" }));
}
