// Analyses every commit of a repository, newest first, and compares the time with what git itself needs to print it.
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { analyseHistory } from "./findings/history.ts";

const HELP = `usage: npm run analyse:history -- --repo PATH [--last N] [--threads N] [--json]

Analyses the newest N commits (default: all) of HEAD, merges and all, each against its first parent, as countersign analyse
does, in as many threads as there are processors, and prints how many were analysed, what failed, the slowest, the memory,
and the ratio of the time, of the threads together and of all processors, to that of git log -p --raw over the same commits.
Nothing is written into the repository.`;

const { values } = parseArgs({
  options: {
    repo: { type: "string" },
    last: { type: "string" },
    threads: { type: "string", default: String(availableParallelism()) },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help || values.repo === undefined) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  const repo = resolve(values.repo);
  const last = values.last === undefined ? Number.MAX_SAFE_INTEGER : Number(values.last);
  const report = await analyseHistory(repo, last, Number(values.threads), (text) => process.stderr.write(`\r${text}`));
  const { milliseconds: git, bytes } = printed(repo, report.commits);
  const ratio = report.milliseconds / git;
  if (values.json) console.log(JSON.stringify({ ...report, git: { milliseconds: git, bytes }, ratio }));
  else {
    console.log(
      [
        "",
        `${report.commits} commits, ${report.files} files, ${report.findings} findings (${report.grave} of R3 and R4)`,
        `${(report.milliseconds / 1000).toFixed(1)} s; git log -p --raw ${(git / 1000).toFixed(1)} s: ${ratio.toFixed(1)} times`,
        `${(report.processor / 1000).toFixed(1)} s of processors: ${(report.processor / git).toFixed(1)} times`,
        `slowest: ${report.slowest.commit} ${report.slowest.milliseconds.toFixed(0)} ms, ${report.slowest.files} files`,
        `largest memory ${(report.memory / 2 ** 20).toFixed(0)} MiB`,
        `${report.failed.length} failed`,
        ...report.failed.map(({ commit, error }) => `  ${commit}: ${error}`),
      ].join("\n"),
    );
  }
  if (report.failed.length > 0) process.exitCode = 1;
}

/** What git needs to print so many commits: the shortest of three times. */
function printed(repo: string, commits: number): { readonly milliseconds: number; readonly bytes: number } {
  const args = ["-C", repo, "log", "-p", "--raw", "--first-parent", "-m", "-n", String(commits), "HEAD"];
  const runs = Array.from({ length: 3 }, () => {
    const began = performance.now();
    const { length } = execFileSync("git", args, { maxBuffer: 2 ** 32 - 1, stdio: ["ignore", "pipe", "ignore"] });
    return { milliseconds: performance.now() - began, bytes: length };
  });
  return runs.reduce((least, run) => (run.milliseconds < least.milliseconds ? run : least));
}
