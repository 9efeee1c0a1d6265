import { openRepository, resolveRevision } from "@countersign/adapters/git";
import { analyse } from "@countersign/reviewers";
import { newestCommits } from "../../apps/service/src/newest-commits.ts";
import { EVERYTHING, plainChange } from "../../apps/cli/src/plain-change.ts";
import { readers } from "../../apps/service/src/analysis.ts";
import { openMirrored } from "../../apps/cli/src/source.ts";

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

/** Analyses the newest commits of HEAD's first-parent line, each against its first parent, in a mirror that goes with the call. */
export async function analyseHistory(
  path: string,
  last: number,
  progress: (text: string) => void,
): Promise<HistoryReport> {
  await using mirrored = await openMirrored(path, process.env);
  const { mirror, source } = mirrored;
  const { oid } = await resolveRevision(mirror, source, "HEAD", { unchecked: true });
  await using repository = openRepository(mirror, { keepContents: true });
  const failed: { commit: string; error: string }[] = [];
  let slowest = { commit: "", milliseconds: 0, files: 0 };
  let [files, findings, grave, memory, milliseconds] = [0, 0, 0, 0, 0];
  const line = (await newestCommits(repository, oid, last)).slice(0, last);
  for (const [at, { oid: commit }] of line.entries()) {
    const began = performance.now();
    try {
      const change = await plainChange(repository, commit, undefined);
      const found = await analyse(repository, readers(), change, EVERYTHING, { inventory: change.root });
      files += change.entries.length;
      findings += found.findings.length;
      grave += found.findings.filter(({ risk }) => risk === "R3" || risk === "R4").length;
      const took = performance.now() - began;
      if (took > slowest.milliseconds) slowest = { commit, milliseconds: took, files: change.entries.length };
    } catch (error) {
      failed.push({ commit, error: String(error).slice(0, 300) });
    }
    milliseconds += performance.now() - began;
    memory = Math.max(memory, process.memoryUsage.rss());
    if (at % 50 === 0) progress(`${at} commits`);
  }
  return { commits: line.length, files, findings, grave, milliseconds, slowest, memory, failed };
}
