import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fastTemporaries } from "./fast-temporaries.ts";
import { copyCheckout } from "./mutants/copied-checkout.ts";
import { furtherTests } from "./mutants/further-tests.ts";
import { readImportGraph } from "./mutants/import-graph.ts";
import { openResults } from "./mutants/kept-results.ts";
import type { Result } from "./mutants/kept-results.ts";
import { formatMutation } from "./mutants/mutation.ts";
import type { Mutation } from "./mutants/mutation.ts";
import { mutationsOf } from "./mutants/mutations-of.ts";
import { idleReasons, readReasons, reasonFor } from "./mutants/reasons.ts";
import type { Reason } from "./mutants/reasons.ts";
import { sampled } from "./mutants/sampled.ts";
import { serveTests, startTester } from "./mutants/tester.ts";
import type { Tester } from "./mutants/tester.ts";
import { tryMutation } from "./mutants/try-mutation.ts";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = [
  "libs/tlog/src",
  "libs/attest/src",
  "libs/core/src/gate",
  "libs/core/src/decision",
  "libs/core/src/policy",
];

const HELP = `usage: npm run mutants -- [FOLDER|FILE …] [--sample N] [--seed N] [--json]

Changes one place of a source after the other ("mutants") in a copy of the checkout, and runs the tests of its package
that import it, until one fails; what TypeScript refuses counts as noticed too. Tells for each folder how many mutants
were noticed, and lists those that were not. Without folders: ${FOLDERS.join(", ")}.

  --sample N  tries N mutants of each folder, chosen by --seed (1 by default)
  --json      is for machines

A survivor needs a test, or a reason in scripts/mutants/reasons.json; one without ends the run with exit 1, and so does a
reason at whose place nothing survives. Results are kept in .vitest/mutants with what they rest on, so that a further
run tries only what changed.`;

/** Milliseconds between two lines that tell how far it is. */
const PROGRESS = 30_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    /** What the process that tests is started for. */
    tester: { type: "boolean", default: false },
  },
});

/** What came of a folder. */
type Report = {
  readonly folder: string;
  readonly mutants: number;
  readonly killed: number;
  readonly byTypes: number;
  /** Killed because a test did not end: on a busy machine look at these again. */
  readonly byTime: number;
  readonly survivors: readonly (Mutation & { readonly why?: string })[];
  readonly idle: readonly Reason[];
};

if (values.help) console.log(HELP);
else if (values.tester) await serveTests(positionals[0] ?? ROOT);
else await runAll();

async function runAll(): Promise<void> {
  Object.assign(process.env, fastTemporaries());
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  using checkout = copyCheckout(ROOT);
  using tester = startTester(import.meta.filename, checkout.path);
  const reports: Report[] = [];
  for (const folder of positionals.length > 0 ? positionals : FOLDERS)
    reports.push(await tryFolder(checkout.path, tester, folder.replace(/\/$/, "")));
  console.log(values.json ? JSON.stringify(reports, undefined, 2) : reports.map(reportText).join("\n\n"));
  if (reports.some(({ survivors, idle }) => idle.length > 0 || survivors.some(({ why }) => why === undefined)))
    process.exitCode = 1;
}

async function tryFolder(checkout: string, tester: Tester, folder: string): Promise<Report> {
  const paths = sourcesOf(checkout, folder);
  const all = paths.flatMap((path) => mutationsOf(path, readFileSync(join(checkout, path), "utf8")));
  const chosen = values.sample === undefined ? all : sampled(all, Number(values.sample), Number(values.seed));
  const packageFolder = folder.slice(0, `${folder}/`.indexOf("/src/"));
  const graph = readImportGraph(checkout, packageFolder);
  const usual = await usualTimes(
    tester,
    new Set(paths.flatMap((path) => [...graph.testsOf(path), ...furtherTests(path)])),
  );
  const results = openResults(join(ROOT, ".vitest/mutants", `${packageFolder.replaceAll("/", "-")}.json`));
  const bench = { checkout, graph, tester, results, usual };
  const survivors: Mutation[] = [];
  const tell = progress(folder, chosen.length);
  const kills: Exclude<Result, "survived">[] = [];
  let last: string | undefined;
  for (const [index, mutation] of chosen.entries()) {
    const result = await tryMutation(bench, mutation, last);
    if (result === "survived") survivors.push(mutation);
    else kills.push(result);
    if (result !== "survived" && result.killedBy !== "types") last = result.killedBy;
    tell(index + 1, survivors.length);
  }
  const byTypes = kills.filter(({ killedBy }) => killedBy === "types").length;
  const byTime = kills.filter(({ timedOut }) => timedOut).length;
  return { folder, mutants: chosen.length, killed: kills.length, byTypes, byTime, ...judged(survivors, paths) };
}

function sourcesOf(checkout: string, folder: string): readonly string[] {
  if (!existsSync(join(checkout, folder))) throw new Error(`there is no ${folder}`);
  if (folder.endsWith(".ts")) return [folder];
  return globSync(`${folder}/**/*.ts`, { cwd: checkout })
    .filter((path) => !/\.(?:test|testing)\.ts$|\/index\.ts$/.test(path))
    .toSorted();
}

/** How long each test file takes without a mutation; it has to pass. */
async function usualTimes(tester: Tester, tests: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const test of tests) {
    const { failed, milliseconds } = await tester.test([test], [], 600_000);
    if (failed !== undefined) throw new Error(`${test} fails without a mutant`);
    times.set(test, milliseconds);
  }
  return times;
}

/** A sample says nothing about reasons for what it left out. */
function judged(survivors: readonly Mutation[], paths: readonly string[]): Pick<Report, "survivors" | "idle"> {
  const reasons = readReasons(join(import.meta.dirname, "mutants/reasons.json"));
  return {
    survivors: survivors.map((one) => {
      const reason = reasonFor(reasons, one);
      return reason === undefined ? one : { ...one, why: reason.why };
    }),
    idle: values.sample === undefined ? idleReasons(reasons, paths, survivors) : [],
  };
}

function progress(folder: string, all: number): (done: number, survived: number) => void {
  const begun = Date.now();
  let told = begun;
  return (done, survived) => {
    if (Date.now() - told < PROGRESS) return;
    told = Date.now();
    const minutes = Math.ceil((((told - begun) / done) * (all - done)) / 60_000);
    console.error(`${folder}: ${done} of ${all}, ${survived} survived; ${minutes} minutes to go`);
  };
}

function reportText({ folder, mutants, killed, byTypes, byTime, survivors, idle }: Report): string {
  const explained = survivors.filter(({ why }) => why !== undefined);
  const open = survivors.filter(({ why }) => why === undefined);
  const share = mutants === 0 ? 100 : Math.floor((1000 * killed) / mutants) / 10;
  return [
    `${folder}: ${killed} of ${mutants} mutants killed, ${share} % (${byTypes} by the types, ${byTime} by time); ${explained.length} survive with a reason, ${open.length} without`,
    ...open.map((one) => `  ${formatMutation(one)}`),
    ...explained.map((one) => `  ${formatMutation(one)}\n    ${one.why}`),
    ...idle.map(({ path, before, after }) => `  reason without a survivor: ${path}  ${before} → ${after}`),
  ].join("\n");
}
