import { mkdtempDisposable } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { callsPerRevision } from "./bench/github/calls-per-revision.ts";
import { githubStage } from "./bench/github/github-stage.ts";
import type { GithubStage } from "./bench/github/github-stage.ts";
import { pullToGreen } from "./bench/github/pull-to-green.ts";
import { webhookTo202 } from "./bench/github/webhook-to-202.ts";
import type { ServiceRow } from "./bench/service/service-row.ts";
import { serviceTable } from "./bench/service/service-table.ts";

const HELP = `usage: npm run bench:github -- [--seconds N] [--samples N] [--json]

Starts the service (PostgreSQL, web and worker in processes of their own) beside a GitHub that runs in this process, and prints what a pull request
waits for: p50, p95 and p99 from a webhook to a check and from a decision to a green one, GitHub's calls for a pushed revision, and from a
webhook to its 202 at 500 deliveries a second for N seconds (5), beside a bare Express handler with one insert into the same PostgreSQL that takes
turns with it. Aims are printed and not asserted; on a busy machine read the ratios. The service spaces its writes to GitHub a second apart.`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    samples: { type: "string", default: "10" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const [seconds, samples] = [Number(values.seconds), Number(values.samples)];
  if (![seconds, samples].every((n) => Number.isSafeInteger(n) && n > 0)) {
    console.error(HELP);
    process.exitCode = 2;
    return;
  }
  const measures: readonly ((stage: GithubStage) => Promise<readonly ServiceRow[]>)[] = [
    (stage) => callsPerRevision(stage, samples),
    (stage) => pullToGreen(stage, samples),
    (stage) => webhookTo202(stage, seconds),
  ];
  await using folder = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
  await using stage = await githubStage(folder.path);
  const rows: ServiceRow[] = [];
  for (const measure of measures) {
    console.error(`load of the machine ${loadavg()[0]?.toFixed(1)}`);
    const measured = await measure(stage);
    rows.push(...measured);
    // What was measured is told at once: a run takes minutes.
    if (!values.json) console.error(serviceTable(measured));
  }
  for (const failure of stage.service.failures) console.error(failure);
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : serviceTable(rows));
}
