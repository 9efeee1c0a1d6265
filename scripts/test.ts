import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fastTemporaries } from "./fast-temporaries.ts";
import { requirePrograms } from "./prerequisites.ts";
import { failuresIn, readResults } from "./suite-results.ts";
import type { Failure, SuiteResults } from "./suite-results.ts";
import { runWatched } from "./watched.ts";

const root = join(import.meta.dirname, "..");

/** Milliseconds that a suite may say nothing: the longest file of tests takes three minutes on two cores. */
const SILENCE = 10 * 60_000;

/** Files of tests that are run again by themselves when they failed: where more fail, it is no matter of time. */
const AGAIN = 2;

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
await suite("scripts", ".", SCRIPTS);
for (const { name, folder } of packages())
  await suite(name, folder, ["turbo", "run", "test", `--filter=${name}`, ...TURBO, "--"]);
report();

function check(name: string, [program = "", ...args]: readonly string[]): boolean {
  console.log(`\n== ${name}`);
  return spawnSync(bin(program), args, { cwd: root, stdio: "inherit", env }).status === 0;
}

/**
 * A suite whose runner stands still is ended, told, and run once more; twice is a failure. One that was interrupted has no
 * results, whatever turbo ends with. What failed in a file or two is told and run again by itself, so that a run of a
 * loaded machine says whether it is a defect or a test that does not wait well enough; the report names each of those.
 */
async function suite(name: string, folder: string, [program = "", ...args]: readonly string[]): Promise<void> {
  console.log(`\n== ${name}`);
  const began = performance.now();
  const run = (...files: string[]) =>
    runWatched(bin(program), [...args, ...files], { cwd: root, env, silence: SILENCE, write });
  const status = (await run()) ?? (await run());
  const results = readResults(join(root, folder));
  const failures = results === undefined ? [] : failuresIn(results);
  const files = [...new Set(failures.map(({ file }) => file))];
  let ok = status === 0 && results !== undefined;
  const again = !ok && files.length > 0 && files.length <= AGAIN;
  if (again) {
    console.log(`\n== ${name}, again by itself: ${files.map((file) => relative(root, file)).join(", ")}`);
    ok = (await run(...files)) === 0;
  }
  console.log(`== ${name}: ${ok ? "ok" : "failed"}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  suites.push({ name, ok, results, failures, unsteady: again && ok });
}

function write(words: Buffer | string): void {
  process.stdout.write(words);
}

function bin(program: string): string {
  return join(root, "node_modules/.bin", program);
}

/** The packages that have a suite, libraries first. */
function packages(): readonly { readonly name: string; readonly folder: string }[] {
  return ["libs/*/package.json", "reviewers/package.json", "apps/*/package.json"]
    .flatMap((paths) => globSync(paths, { cwd: root }).toSorted())
    .map((path) => ({ folder: dirname(path), manifest: readManifest(path) }))
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
  const whole = [...checks, ...suites];
  const failed = whole.filter(({ ok }) => !ok).map(({ name }) => name);
  const unsteady = suites.reduce((total, one) => total + (one.unsteady ? one.failures.length : 0), 0);
  console.log(failed.length === 0 ? "all checks passed" : `failed: ${failed.join(", ")}`);
  if (unsteady > 0) console.log(`unsteady: ${unsteady}`);
  const passed = sum((one) => one.numPassedTests) + whole.length - failed.length + unsteady;
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
type Suite = {
  readonly name: string;
  readonly ok: boolean;
  readonly results: SuiteResults | undefined;
  readonly failures: readonly Failure[];
  /** Whether what failed passed when it was run again by itself. */
  readonly unsteady: boolean;
};
