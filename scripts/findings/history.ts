import { openMirror, openRepository, openSource, resolveRevision } from "@countersign/adapters/git";
import { readGrammar } from "@countersign/adapters/grammars";
import type { Oid } from "@countersign/core";
import { analyse, readersOf } from "@countersign/reviewers";
import { EVERYTHING, plainChange } from "../../apps/cli/src/plain-change.ts";

/** What became of the analysis of a history. Times in milliseconds, memory in bytes. */
export type HistoryReport = {
  readonly commits: number;
  readonly files: number;
  readonly findings: number;
  readonly grave: number;
  readonly milliseconds: number;
  readonly slowest: { readonly commit: string; readonly milliseconds: number; readonly files: number };
  readonly memory: number;
  readonly failed: readonly { readonly commit: string; readonly error: string }[];
};

/** Analyses the newest commits of HEAD's first-parent line, each against its first parent, in a mirror below a folder. */
export async function analyseHistory(
  path: string,
  folder: string,
  last: number,
  progress: (text: string) => void,
): Promise<HistoryReport> {
  const source = await openSource(path);
  const options = {
    dir: `${folder}/mirror.git`,
    objectFormat: source.objectFormat,
    searchPath: process.env["PATH"] ?? "",
  };
  const mirror = await openMirror(options);
  const { oid } = await resolveRevision(mirror, source, "HEAD", { unchecked: true });
  await using repository = openRepository(mirror, { keepContents: true });
  const readers = readersOf(readGrammar);
  const failed: { commit: string; error: string }[] = [];
  let slowest = { commit: "", milliseconds: 0, files: 0 };
  let [commits, files, findings, grave, memory, milliseconds] = [0, 0, 0, 0, 0, 0];
  for (let at: Oid | undefined = oid; at !== undefined && commits < last; commits += 1) {
    const began = performance.now();
    const commit: Awaited<ReturnType<typeof repository.commit>> = await repository.commit(at);
    try {
      const change = await plainChange(repository, at, undefined);
      const found = await analyse(repository, readers, change, EVERYTHING, { inventory: change.root });
      files += change.entries.length;
      findings += found.findings.length;
      grave += found.findings.filter(({ risk }) => risk === "R3" || risk === "R4").length;
      const took = performance.now() - began;
      if (took > slowest.milliseconds) slowest = { commit: at, milliseconds: took, files: change.entries.length };
    } catch (error) {
      failed.push({ commit: at, error: String(error).slice(0, 300) });
    }
    milliseconds += performance.now() - began;
    memory = Math.max(memory, process.memoryUsage.rss());
    if (commits % 50 === 0) progress(`${commits} commits`);
    [at] = commit.parents;
  }
  return { commits, files, findings, grave, milliseconds, slowest, memory, failed };
}
