import { mkdtempDisposable } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadedStage } from "./bench/service/loaded-stage.ts";
import { SERVICE_BENCHMARKS } from "./bench/service/service-benchmarks.ts";
import type { ServiceRow } from "./bench/service/service-row.ts";
import { serviceTable } from "./bench/service/service-table.ts";

const HELP = `usage: npm run bench:service -- [--only NAME] [--changes N] [--samples N] [--json]

Starts the service (PostgreSQL, web and worker in processes of their own), logs so many changes beside it (10,000), and
prints what people and pipelines wait for: p50, p95 and p99 beside bare work that took turns with it in the same run. Aims
are printed and not asserted; on a busy machine read the ratios. CPU is processor time of the named process for one sample.
COUNTERSIGN_BENCH_PROFILES=DIR has each of our processes leave a CPU profile there.

${SERVICE_BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join("\n")}`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    changes: { type: "string", default: "10000" },
    samples: { type: "string", default: "100" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const chosen = SERVICE_BENCHMARKS.filter(({ name }) => values.only === undefined || name === values.only);
  if (chosen.length === 0)
    throw new Error(`there is no benchmark ${values.only}; there are ${SERVICE_BENCHMARKS.map(({ name }) => name)}`);
  await using folder = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
  console.error(`logging ${values.changes} changes beside the service`);
  await using stage = await loadedStage(folder.path, Number(values.changes));
  const rows: ServiceRow[] = [];
  for (const { name, measure } of chosen) {
    console.error(`measure ${name}, load of the machine ${loadavg()[0]?.toFixed(1)}`);
    const measured = await measure(stage, Number(values.samples));
    rows.push(...measured);
    // What was measured is told at once: a run takes minutes.
    if (!values.json) console.error(serviceTable(measured));
  }
  for (const failure of stage.service.failures) console.error(failure);
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : serviceTable(rows));
}
