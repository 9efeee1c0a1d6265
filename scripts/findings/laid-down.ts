import { join } from "node:path";
import { buildLumenHistory } from "../../apps/lumen/history/build.ts";
import { writeCommits } from "../../apps/lumen/history/commit-stream.ts";
import { MANIFEST } from "../../apps/lumen/history/manifest.ts";
import type { Case, Trees } from "./case.ts";

/** Commits of Lumen's history with what its manifest says, in a new repository below a folder. */
export function lumenCases(folder: string): readonly Case[] {
  const repository = join(folder, "lumen");
  const commits = buildLumenHistory(repository);
  return MANIFEST.slice(1).map(({ number, title, expected, allowed }, index) => ({
    name: `Lumen ${number}: ${title}`,
    group: expected.every(({ risk }) => risk === "R1") ? "harmless" : "lumen",
    expected,
    allowed,
    repository,
    base: commits[index]?.id ?? "",
    head: commits[index + 1]?.id ?? "",
  }));
}

/** Trees as commits of one new repository below a folder: each base is followed by its result. */
export function laidDown(folder: string, trees: readonly Trees[]): readonly Case[] {
  const repository = join(folder, "generated");
  const plan = { author: "Gen Erator <gen@plume.example>", date: 1_770_000_000 };
  const ids = writeCommits(
    repository,
    trees.flatMap(({ title, base, result }) => [
      { ...plan, files: base, message: "Another service\n" },
      { ...plan, files: result, message: `${title}\n` },
    ]),
  );
  return trees.map(({ name, group, expected, allowed }, index) => ({
    name,
    group,
    expected,
    allowed,
    repository,
    base: ids[index * 2] ?? "",
    head: ids[index * 2 + 1] ?? "",
  }));
}
