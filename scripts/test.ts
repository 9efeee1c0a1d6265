import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fastTemporaries } from "./fast-temporaries.ts";
import { linesOf } from "./lines-of.ts";
import { requirePrograms } from "./prerequisites.ts";
import { failuresIn, readResults } from "./suite-results.ts";
import type { Failure, SuiteResults } from "./suite-results.ts";
import { runWatched } from "./watched.ts";

const root = join(import.meta.dirname, "..");

/** Milliseconds that a suite may say nothing: the longest file of tests takes three minutes on two cores. */
const SILENCE = 10 * 60_000;

/** Files of tests that are run again by themselves when they failed: where more fail, it is no matter of time. */
const AGAIN = 2;

/** Suites that run at the same time: most tests wait for other programs, and a suite alone leaves a core idle. */
const SIDE_BY_SIDE = 2;
const WORKERS = Math.max(1, Math.floor(availableParallelism() / SIDE_BY_SIDE));

/** The static checks first, because they are quick; then the suites of scripts and of every package. */
const CHECKS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["types", ["tsc", "--noEmit"]],
  ["types of the web app", ["tsc", "--noEmit", "--project", "apps/web"]],
  ["types of the public pages", ["tsc", "--noEmit", "--project", "apps/public"]],
  ["lint", ["oxlint", "--deny-warnings"]],
  ["format", ["oxfmt", "--check", "."]],
  ["unused", ["knip"]],
  ["boundaries", ["turbo", "boundaries"]],
];

const SCRIPTS: readonly string[] = [
  "vitest",
  "run",
  "--dir",
  "scripts",
  "--testTimeout=120000",
  "--reporter=default",
  "--reporter=json",
  "--outputFile.json=.vitest/results.json",
];

const TURBO: readonly string[] = ["--output-logs=full", "--log-prefix=none", "--ui=stream"];

requirePrograms();
const vectors = findVectors();
const env = {
  ...process.env,
  ...fastTemporaries(),
  TURBO_TELEMETRY_DISABLED: "1",
  ...(vectors === undefined ? {} : { COUNTERSIGN_VECTORS: vectors }),
};
console.log(
  vectors === undefined
    ? "published vectors: none found, tests that need them are skipped"
    : `published vectors: ${vectors}`,
);

// What an earlier run left would be counted as this one's. Turbo puts back what it knows to be unchanged.
for (const path of resultFiles()) rmSync(join(root, path));
const checks: { readonly name: string; readonly ok: boolean }[] = [];
const suites: Suite[] = [];
for (const [name, command] of CHECKS) checks.push({ name, ok: check(name, command) });
const waiting = plannedSuites();
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, takeSuites));
for (const one of suites) if (needsAnotherLook(one)) await runAgain(one);
report();

function check(name: string, [program = "", ...args]: readonly string[]): boolean {
  console.log(`\n== ${name}`);
  return spawnSync(bin(program), args, { cwd: root, stdio: "inherit", env }).status === 0;
}

/** Those that start other programs, and the longest of them, first: what is left for the end is short. */
function plannedSuites(): Planned[] {
  const scripts = { name: "scripts", folder: ".", command: SCRIPTS };
  const ofPackages = packages().map(({ name, folder }) => ({
    name: basename(folder),
    folder,
    command: ["turbo", "run", "test", `--filter=${name}`, ...TURBO, "--"],
  }));
  const [longest, ...others] = ofPackages;
  return longest === undefined ? [scripts] : [longest, scripts, ...others];
}

async function takeSuites(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) suites.push(await suite(next));
}

/**
 * A suite whose runner stands still is ended, told, and run once more; twice is a failure. One that was interrupted has no
 * results, whatever turbo ends with.
 */
async function suite(planned: Planned): Promise<Suite> {
  const { name, folder } = planned;
  console.log(`\n== ${name}`);
  const began = performance.now();
  const status = (await runSuite(planned)) ?? (await runSuite(planned));
  const results = readResults(join(root, folder));
  const ok = status === 0 && results !== undefined;
  console.log(`== ${name}: ${ok ? "ok" : "failed"}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return { planned, ok, results, failures: results === undefined ? [] : failuresIn(results), unsteady: false };
}

async function runSuite({ name, command: [program = "", ...args] }: Planned, files: readonly string[] = []) {
  const lines = linesOf((line) => console.log(`${name} | ${line}`));
  const workers = files.length === 0 ? { VITEST_MAX_WORKERS: String(WORKERS) } : {};
  const watched = { cwd: root, env: { ...env, ...workers }, silence: SILENCE, write: lines.write };
  const status = await runWatched(bin(program), [...args, ...files], watched);
  lines.end();
  return status;
}

function needsAnotherLook({ ok, failures }: Suite): boolean {
  const files = filesOf(failures);
  return !ok && files.length > 0 && files.length <= AGAIN;
}

function filesOf(failures: readonly Failure[]): readonly string[] {
  return [...new Set(failures.map(({ file }) => file))];
}

/**
 * What failed in a file or two is told and run again when nothing else runs, so that a run of a loaded machine says whether
 * it is a defect or a test that does not wait well enough; the report names each of those.
 */
async function runAgain(one: Suite): Promise<void> {
  const files = filesOf(one.failures);
  console.log(`\n== ${one.planned.name}, again by itself: ${files.map((file) => relative(root, file)).join(", ")}`);
  one.ok = (await runSuite(one.planned, files)) === 0;
  one.unsteady = one.ok;
  console.log(`== ${one.planned.name}, again by itself: ${one.ok ? "ok" : "failed"}`);
}

function bin(program: string): string {
  return join(root, "node_modules/.bin", program);
}

/** The packages that have a suite: the apps, the one with the most tests first, then the libraries. */
function packages(): readonly { readonly name: string; readonly folder: string }[] {
  const files = (folder: string) => globSync(`${folder}/{src,e2e}/**/*.test.{ts,tsx}`, { cwd: root }).length;
  return ["apps/*/package.json", "reviewers/package.json", "libs/*/package.json"]
    .flatMap((paths) =>
      globSync(paths, { cwd: root })
        .map((path) => ({ folder: dirname(path), files: files(dirname(path)) }))
        .toSorted((a, b) => b.files - a.files),
    )
    .map(({ folder }) => ({ folder, manifest: readManifest(join(folder, "package.json")) }))
    .filter(({ manifest: { scripts } }) => scripts?.["test"] !== undefined)
    .map(({ folder, manifest: { name } }) => ({ name, folder }));
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}

function resultFiles(): string[] {
  return globSync("{.,libs/*,reviewers,apps/*}/.vitest/results.json", { cwd: root });
}

/** Which checks and tests failed, and the counts: one for each test, and one for each check or suite as a whole. */
function report(): void {
  const sum = (of: (one: SuiteResults) => number) =>
    suites.reduce((total, { results }) => total + (results === undefined ? 0 : of(results)), 0);
  for (const { failures, unsteady } of suites)
    for (const { file, test, message } of failures)
      console.log(
        `${unsteady ? "unsteady, passed when run again" : "failed"}: ${relative(root, file)} > ${test}\n${message}\n`,
      );
  const failed = [
    ...checks.filter(({ ok }) => !ok).map(({ name }) => name),
    ...suites.filter(({ ok }) => !ok).map(({ planned }) => planned.name),
  ];
  const unsteady = suites.reduce((total, one) => total + (one.unsteady ? one.failures.length : 0), 0);
  console.log(failed.length === 0 ? "all checks passed" : `failed: ${failed.join(", ")}`);
  if (unsteady > 0) console.log(`unsteady: ${unsteady}`);
  const passed = sum((one) => one.numPassedTests) + checks.length + suites.length - failed.length + unsteady;
  const failures = sum((one) => one.numFailedTests) + failed.length - unsteady;
  console.log(`${passed} passed, ${failures} failed, ${sum((one) => one.numPendingTests)} skipped`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** `COUNTERSIGN_VECTORS`, or a folder `vectors` in a folder beside the checkout. */
function findVectors(): string | undefined {
  const named = process.env["COUNTERSIGN_VECTORS"];
  if (named !== undefined && named !== "") return named;
  const beside = dirname(root);
  return readdirSync(beside)
    .filter((name) => !name.startsWith("."))
    .map((name) => join(beside, name, "vectors"))
    .find((folder) => existsSync(join(folder, "signed-note")));
}

type Manifest = { readonly name: string; readonly scripts?: Readonly<Record<string, string>> };
type Planned = { readonly name: string; readonly folder: string; readonly command: readonly string[] };
type Suite = {
  readonly planned: Planned;
  ok: boolean;
  readonly results: SuiteResults | undefined;
  readonly failures: readonly Failure[];
  /** Whether what failed passed when it was run again by itself. */
  unsteady: boolean;
};
