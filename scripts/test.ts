import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fastTemporaries } from "./fast-temporaries.ts";
import { requirePrograms } from "./prerequisites.ts";
import { runWatched } from "./watched.ts";

const root = join(import.meta.dirname, "..");

/** Milliseconds that a suite may say nothing: the longest file of tests takes three minutes on two cores. */
const SILENCE = 10 * 60_000;

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
for (const [name, command] of CHECKS) checks.push({ name, ok: check(name, command) });
checks.push({ name: "scripts", ok: await suite("scripts", ".", SCRIPTS) });
for (const { name, folder } of packages())
  checks.push({ name, ok: await suite(name, folder, ["turbo", "run", "test", `--filter=${name}`, ...TURBO]) });
report();

function check(name: string, [program = "", ...args]: readonly string[]): boolean {
  console.log(`\n== ${name}`);
  return spawnSync(bin(program), args, { cwd: root, stdio: "inherit", env }).status === 0;
}

/** A suite whose runner stands still is ended, told, and run once more; twice is a failure. One that was interrupted has no results, whatever turbo ends with. */
async function suite(name: string, folder: string, [program = "", ...args]: readonly string[]): Promise<boolean> {
  console.log(`\n== ${name}`);
  const began = performance.now();
  const run = () => runWatched(bin(program), args, { cwd: root, env, silence: SILENCE, write });
  const status = (await run()) ?? (await run());
  const ok = status === 0 && existsSync(join(root, folder, ".vitest/results.json"));
  console.log(`== ${name}: ${ok ? "ok" : "failed"}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return ok;
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
  const results = resultFiles().map((path): SuiteResult => JSON.parse(readFileSync(join(root, path), "utf8")));
  const sum = (of: (one: SuiteResult) => number) => results.reduce((total, one) => total + of(one), 0);
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const failures = sum((one) => one.numFailedTests) + failed.length;
  for (const { name, assertionResults } of results.flatMap((one) => one.testResults))
    for (const { fullName, status } of assertionResults)
      if (status === "failed") console.log(`failed: ${relative(root, name)} > ${fullName}`);
  console.log(failed.length === 0 ? "\nall checks passed" : `\nfailed: ${failed.join(", ")}`);
  const passed = sum((one) => one.numPassedTests) + checks.length - failed.length;
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
type SuiteResult = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
};
