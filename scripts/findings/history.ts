import { Worker } from "node:worker_threads";
import { openRepository, resolveRevision } from "@countersign/adapters/git";
import type { Mirror } from "@countersign/adapters/git";
import type { Oid } from "@countersign/core/objects";
import { newestCommits } from "../../apps/service/src/newest-commits.ts";
import { openMirrored } from "../../apps/cli/src/source.ts";
import type { AnalysedCommit } from "./history-part.ts";

/** What became of the analysis of a history. Times in milliseconds, memory in bytes; `milliseconds` is from start to end. */
export type HistoryReport = {
  readonly commits: number;
  readonly files: number;
  readonly findings: number;
  readonly grave: number;
  readonly milliseconds: number;
  /** What all processors together worked. */
  readonly processor: number;
  readonly slowest: { readonly commit: string; readonly milliseconds: number; readonly files: number };
  readonly memory: number;
  readonly failed: readonly { readonly commit: string; readonly error: string }[];
};

/** Commits that a thread takes at once: the base of one is mostly the result of the next, and then it is read once. */
const ROW = 16;

/** Analyses the newest commits of HEAD's first-parent line, each against its first parent, in a mirror that goes with the call. */
export async function analyseHistory(
  path: string,
  last: number,
  threads: number,
  progress: (text: string) => void,
): Promise<HistoryReport> {
  await using mirrored = await openMirrored(path, process.env);
  const { mirror, source } = mirrored;
  const { oid } = await resolveRevision(mirror, source, "HEAD", { unchecked: true });
  const line = await lineOf(mirror, oid, last);
  const [began, worked] = [performance.now(), process.cpuUsage()];
  const done: AnalysedCommit[] = [];
  let memory = 0;
  const take = (one: AnalysedCommit) => {
    done.push(one);
    memory = Math.max(memory, process.memoryUsage.rss());
    if (done.length % 50 === 0) progress(`${done.length} commits`);
  };
  const rows = line.flatMap((_, at) => (at % ROW === 0 ? [line.slice(at, at + ROW)] : []));
  await Promise.all(Array.from({ length: Math.min(threads, rows.length) }, () => inThread(mirror, rows, take)));
  const { user, system } = process.cpuUsage(worked);
  return { ...summed(done), milliseconds: performance.now() - began, processor: (user + system) / 1000, memory };
}

async function lineOf(mirror: Mirror, tip: Oid, last: number): Promise<readonly Oid[]> {
  await using repository = openRepository(mirror);
  return (await newestCommits(repository, tip, last)).slice(0, last).map(({ oid }) => oid);
}

/** Has a thread of its own analyse rows of commits until there are none. */
function inThread(mirror: Mirror, rows: (readonly Oid[])[], take: (one: AnalysedCommit) => void): Promise<void> {
  const worker = new Worker(new URL("../history-thread.ts", import.meta.url), { workerData: { mirror } });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.on("message", (message: AnalysedCommit | "more") => {
    if (message === "more") worker.postMessage(rows.shift() ?? [], []);
    else take(message);
  });
  worker.on("error", reject);
  worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))));
  return promise;
}

function summed(done: readonly AnalysedCommit[]): Omit<HistoryReport, "milliseconds" | "processor" | "memory"> {
  const total = (count: (one: AnalysedCommit) => number) => done.reduce((sum, one) => sum + count(one), 0);
  const slowest = done.toSorted((a, b) => b.milliseconds - a.milliseconds)[0];
  return {
    commits: done.length,
    files: total(({ files }) => files),
    findings: total(({ findings }) => findings),
    grave: total(({ grave }) => grave),
    slowest: slowest ?? { commit: "", milliseconds: 0, files: 0 },
    failed: done.flatMap(({ commit, error }) => (error === undefined ? [] : [{ commit, error }])),
  };
}
