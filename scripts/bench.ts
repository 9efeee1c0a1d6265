import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import type { Benchmark } from "./bench/benchmark.ts";
import { BENCHMARKS } from "./bench/benchmarks.ts";
import { keptFolder } from "./bench/kept-folder.ts";
import type { MeasuredRow } from "./bench/table.ts";
import { tableOf } from "./bench/table.ts";

const HELP = `usage: npm run bench -- [--only NAME] [--rounds N] [--json]

Prints how long we take beside the bare work that nobody can do without, both measured in turns in the same process;
the best of three rounds counts, for whole processes the median of ten. CPU is processor time, that of git included: on
a busy machine its ratio tells more than that of the clock. Peak memory is that of our process alone. What is measured is
made once and kept in the folder for temporary files.

${BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(14)} ${about}`).join("\n")}`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    /** What a process of its own was started for. */
    part: { type: "string" },
  },
});

if (values.help) console.log(HELP);
else if (values.part === undefined) await runAll();
else await runPart(values.part);

async function runAll(): Promise<void> {
  const rows: MeasuredRow[] = [];
  for (const { name } of chosen()) {
    await inOwnProcess("prepare", name);
    rows.push(...JSON.parse(await inOwnProcess("measure", name)));
  }
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : tableOf(rows));
}

async function runPart(part: string): Promise<void> {
  for (const { name, prepare, measure } of chosen()) {
    const folder = await keptFolder(name, prepare);
    if (part !== "measure") continue;
    const rows = await measure(folder, Number(values.rounds));
    const megabytes = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify(rows.map((row) => ({ megabytes, ...row }))));
  }
}

function chosen(): readonly Benchmark[] {
  const found = BENCHMARKS.filter(({ name }) => values.only === undefined || name === values.only);
  if (found.length > 0) return found;
  throw new Error(`there is no benchmark ${values.only}; there are ${BENCHMARKS.map(({ name }) => name).join(", ")}`);
}

async function inOwnProcess(part: "prepare" | "measure", name: string): Promise<string> {
  console.error(`${part} ${name}`);
  const args = [...process.execArgv, import.meta.filename, "--part", part, "--only", name, "--rounds", values.rounds];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const [exit] = await once(child, "close");
  if (exit !== 0) throw new Error(`${part} of ${name} ended with ${exit}`);
  return printed;
}
