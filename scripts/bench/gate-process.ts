import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFile, rootFile } from "./bench-log.ts";
import type { Benchmark } from "./benchmark.ts";
import { costOf } from "./cost.ts";
import type { Cost } from "./cost.ts";

const CHANGES = 5;
const RUNS = 10;
const COMMAND = join(import.meta.dirname, "../../apps/cli/bin/countersign");

/** The command as a pipeline runs it: start of the process, fetch into a temporary mirror, answer. */
export const gateProcess: Benchmark = {
  name: "gate-process",
  about: `the whole process of \`countersign gate\` on a log of ${CHANGES} changes, median of ${RUNS}`,
  async prepare(folder) {
    const [{ makeEdges }, { writeLog }] = await Promise.all([import("./edges.ts"), import("./write-log.ts")]);
    const changes = await makeEdges(join(folder, "source.git"), CHANGES);
    const [first] = changes;
    if (first === undefined) throw new Error("there are no edges");
    await writeLog(folder, first.base, changes);
    await writeFile(join(folder, "tip"), changes.at(-1)?.head.gitCommit ?? "");
  },
  async measure(folder) {
    await using home = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
    const repo = join(folder, "source.git");
    const commit = await readFile(join(folder, "tip"), "utf8");
    const asked = ["--repo", repo, "--commit", commit, "--ref", "refs/heads/main", "--env", "production-eu"];
    const trusted = ["--root", rootFile(folder), "--bundle", bundleFile(folder), "--home", home.path];
    const commands = [
      [COMMAND, "gate", ...asked, ...trusted],
      [process.execPath, "-e", "0"],
      ["git", "-C", repo, "rev-parse", "refs/heads/main"],
    ];
    const [gate, node, git] = await medians(commands);
    if (gate === undefined || node === undefined || git === undefined) throw new Error("a process has no time");
    const row = { name: `countersign gate, ${CHANGES} changes`, ours: gate, aim: { time: 300 } };
    return [
      { ...row, baseline: { name: "node -e 0", ...node } },
      { ...row, baseline: { name: "git rev-parse", ...git } },
    ];
  },
};

/** Medians of what processes take that take turns. */
async function medians(commands: readonly (readonly string[])[]): Promise<readonly Cost[]> {
  const costs = commands.map((): Cost[] => []);
  for (let run = 0; run < RUNS; run++)
    for (const [index, command] of commands.entries()) costs[index]?.push(await costOf(() => succeeds(command)));
  return costs.map((all) => ({ time: median(all.map(({ time }) => time)), cpu: median(all.map(({ cpu }) => cpu)) }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function succeeds([program = "", ...args]: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const [exit] = await once(child, "close");
  if (exit !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${exit}: ${said}`);
}
