import { mkdtempDisposable } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureBytes } from "./bench/web/measure-bytes.ts";
import { measureLargeFile, measureManyFiles } from "./bench/web/measure-difference.ts";
import { measureQueue } from "./bench/web/measure-queue.ts";
import { webTable } from "./bench/web/web-row.ts";
import type { WebRow } from "./bench/web/web-row.ts";
import { webStage } from "./bench/web/web-stage.ts";

const BENCHMARKS = [
  ["bytes", "script that a browser loads for each screen, gzipped", measureBytes],
  ["queue", "the start of the app with a full queue; its keys, scrolling and weight", measureQueue],
  ["file", "a change of one file with 10,610 rows", measureLargeFile],
  ["files", "a change of 500 files with 40,000 rows", measureManyFiles],
] as const;

const HELP = `usage: npm run bench:web -- [--only NAME] [--changes N] [--samples N] [--json]

Builds the reviewer's app and the public pages, starts the service (PostgreSQL, web and worker in processes of their own), logs so many changes
beside it (10,000), and has a headless Chromium open the pages so often (5), in turns with an empty page that starts the same React. Prints the
budgets beside what was measured. Budgets are printed and not asserted; on a busy machine read the ratios. CHROMIUM names the browser.

${BENCHMARKS.map(([name, about]) => `  ${name.padEnd(10)} ${about}`).join("\n")}`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    changes: { type: "string", default: "10000" },
    samples: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const chosen = BENCHMARKS.filter(([name]) => values.only === undefined || name === values.only);
  if (chosen.length === 0)
    throw new Error(`there is no benchmark ${values.only}; there are ${BENCHMARKS.map(([name]) => name)}`);
  await using folder = await mkdtempDisposable(join(tmpdir(), "countersign-bench-"));
  console.error(`logging ${values.changes} changes beside the service`);
  await using web = await webStage(folder.path, Number(values.changes));
  const rows: WebRow[] = [];
  for (const [name, , measure] of chosen) {
    console.error(`measure ${name}, load of the machine ${loadavg()[0]?.toFixed(1)}`);
    const measured = await measure(web, Number(values.samples));
    rows.push(...measured);
    // What was measured is told at once: a run takes minutes.
    if (!values.json) console.error(webTable(measured));
  }
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : webTable(rows));
}
