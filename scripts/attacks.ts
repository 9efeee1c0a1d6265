import { spawnSync } from "node:child_process";
import { globSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { DIFFERENCES } from "./attacks/differences.ts";
import { CATALOGUE } from "./attacks/catalogue.ts";
import { attackFiles } from "./attacks/named-tests.ts";
import { playedTests } from "./attacks/results.ts";
import type { Played } from "./attacks/results.ts";
import type { Row } from "./attacks/row.ts";

const HELP = `usage: npm run attacks -- [--run] [--only LETTER|ID] [--json]

Prints the catalogue of attacks with what became of each when the tests ran last (npm test), or run now with --run: id,
attack, the sentence of its test, code, where that is another one than the design names and why, pass. Ends with 1 when a row that has to be tested was not, or a test failed.`;

const ROOT = join(import.meta.dirname, "..");
/** Where the tests of one run by --run leave their results. */
const OWN = "attacks.json";

const { values } = parseArgs({
  options: {
    run: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

type Line = Row & { readonly state: "pass" | "FAIL" | "NOT RUN" | "not yet"; readonly tests: readonly Played[] };

if (values.help) console.log(HELP);
else report();

function report(): void {
  const rows = CATALOGUE.filter(({ id }) => values.only === "" || id === values.only || id[0] === values.only);
  if (rows.length === 0) throw new Error(`no row begins with ${values.only}`);
  if (values.run) runNow(rows);
  const played = playedTests(ROOT, values.run ? OWN : "results.json");
  const lines = rows.map((row) => lineOf(row, played));
  console.log(values.json ? JSON.stringify(lines.map(jsonOf), undefined, 2) : tableOf(lines));
  if (lines.some(({ state }) => state === "FAIL" || state === "NOT RUN")) process.exitCode = 1;
}

/** Runs the files whose tests name one of the rows, package by package. */
function runNow(rows: readonly Row[]): void {
  for (const old of globSync(`{.,libs/*,reviewers,apps/*}/.vitest/${OWN}`, { cwd: ROOT })) rmSync(join(ROOT, old));
  const wanted = new Set(rows.map(({ id }) => id));
  const files = attackFiles(ROOT).filter(({ ids }) => !ids.isDisjointFrom(wanted));
  const packages = Map.groupBy(files, ({ path }) => /^(?:libs\/[^/]+|apps\/[^/]+|reviewers)/.exec(path)?.[0] ?? ".");
  for (const [folder, some] of packages) {
    const cwd = join(ROOT, folder);
    const paths = some.map(({ path }) => relative(cwd, join(ROOT, path)));
    const options = ["--testTimeout=120000", "--hookTimeout=120000", "--reporter=json", `--outputFile=.vitest/${OWN}`];
    console.error(`${folder}: ${paths.length} files`);
    spawnSync(join(ROOT, "node_modules/.bin/vitest"), ["run", ...options, ...paths], {
      cwd,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
}

function lineOf(row: Row, played: readonly Played[]): Line {
  const tests = played.filter(({ ids }) => ids.includes(row.id)).toSorted((a, b) => rank(a) - rank(b));
  if (tests.some(({ passed }) => !passed)) return { ...row, tests, state: "FAIL" };
  if (tests.length > 0) return { ...row, tests, state: "pass" };
  return { ...row, tests, state: row.tested ? "NOT RUN" : "not yet" };
}

/** A test that failed first, then those that play the whole attack. */
function rank({ passed, file }: Played): number {
  return (passed ? 10 : 0) + (file.includes("/attacks/") ? 0 : 1);
}

function jsonOf({ id, attack, answer, codes, state, waitsFor, tests }: Line): object {
  const sentences = tests.map(({ sentence, file, passed }) => ({ sentence, file, passed }));
  const differs = DIFFERENCES.get(id);
  return {
    id,
    attack,
    answer,
    codes,
    state,
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(differs === undefined ? {} : { differs }),
    tests: sentences,
  };
}

function tableOf(lines: readonly Line[]): string {
  const printed = lines.map(({ id, attack, tests, answer, codes, state, waitsFor }) => {
    const [first] = tests;
    const more = tests.length > 1 ? ` (and ${tests.length - 1} more)` : "";
    const said = first === undefined ? answer : `${first.sentence}${more}`;
    const waits = state === "not yet" ? `not yet: ${waitsFor}` : state;
    const code = codes.length > 3 ? `${codes.slice(0, 3).join(" ")} …` : codes.join(" ");
    const differs = DIFFERENCES.get(id);
    const other = differs === undefined ? [] : [`     differs from the design: ${differs}`];
    const told = [
      `${id.padEnd(4)} ${waits}`,
      `     ${attack}`,
      `     → ${said}`,
      ...(code === "" ? [] : [`     ${code}`]),
    ];
    return [...told, ...other].join("\n");
  });
  const count = (state: Line["state"]) => lines.filter((line) => line.state === state).length;
  const sum = `${count("pass")} pass, ${count("FAIL")} fail, ${count("NOT RUN")} not run, ${count("not yet")} not yet`;
  return [...printed, sum].join("\n");
}
