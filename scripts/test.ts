import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fastTemporaries } from "./fast-temporaries.ts";
import { requirePrograms } from "./prerequisites.ts";

const root = join(import.meta.dirname, "..");

/** The static checks first, because they are quick; then all suites through turbo. */
const CHECKS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["types", ["tsc", "--noEmit"]],
  ["types of the web app", ["tsc", "--noEmit", "--project", "apps/web"]],
  ["lint", ["oxlint", "--deny-warnings"]],
  ["format", ["oxfmt", "--check", "."]],
  ["unused", ["knip"]],
  ["boundaries", ["turbo", "boundaries"]],
  [
    "scripts",
    [
      "vitest",
      "run",
      "--dir",
      "scripts",
      "--testTimeout=120000",
      "--reporter=default",
      "--reporter=json",
      "--outputFile.json=.vitest/results.json",
    ],
  ],
  ["suites", ["turbo", "run", "test", "--continue", "--concurrency=1", "--output-logs=errors-only", "--ui=stream"]],
];

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

const failed = CHECKS.filter(([name, [program = "", ...args]]) => {
  console.log(`\n== ${name}`);
  return spawnSync(join(root, "node_modules/.bin", program), args, { cwd: root, stdio: "inherit", env }).status !== 0;
});
const counts = suiteCounts();
const broken = failed.filter(([name]) => name !== "suites").length;
const suitesBroken = failed.some(([name]) => name === "suites") && counts.failed === 0 ? 1 : 0;
console.log(failed.length === 0 ? "\nall checks passed" : `\nfailed: ${failed.map(([name]) => name).join(", ")}`);
console.log(
  `${counts.passed + CHECKS.length - failed.length} passed, ${counts.failed + broken + suitesBroken} failed, ${counts.skipped} skipped`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

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

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };
type SuiteResult = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
};

/** Sums what vitest reported of every package. */
function suiteCounts(): Counts {
  const results = globSync("{.,libs/*,reviewers,apps/*}/.vitest/results.json", { cwd: root }).map(
    (path): SuiteResult => JSON.parse(readFileSync(join(root, path), "utf8")),
  );
  return {
    passed: results.reduce((sum, one) => sum + one.numPassedTests, 0),
    failed: results.reduce((sum, one) => sum + one.numFailedTests, 0),
    skipped: results.reduce((sum, one) => sum + one.numPendingTests, 0),
  };
}
