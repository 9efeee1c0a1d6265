import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openAnalyser } from "./findings/analyser.ts";
import type { Case } from "./findings/case.ts";
import { changedLines } from "./findings/changed-lines.ts";
import { generateCases } from "./findings/generator/generate.ts";
import { judge } from "./findings/judged.ts";
import type { Judged } from "./findings/judged.ts";
import { laidDown, lumenCases } from "./findings/laid-down.ts";
import { reportJson, reportText } from "./findings/report.ts";

const HELP = `usage: npm run bench:findings -- [--only TEXT] [--seed N] [--rounds N] [--json]

Analyses each commit of Lumen's planted history, and edits that a seeded generator plants into Scala, Rust, Python, Go and
Java of its own. Prints recall for each class (found with class, path and at least the risk that is owed), what was
missed, and false alarms (R3 and R4 that the truth does not name) for 1,000 changed lines. Lumen's commits are analysed
with those below them, so what only earlier changes can show is owed too.

  --only      cases whose name has this text, such as "Lumen 9:" or "entity in go"
  --seed      of the generator, 1 by default
  --rounds    how often each kind of edit is planted in each language, 2 by default
  --json      for machines`;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    rounds: { type: "string", default: "2" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-findings-"));
  try {
    const wanted = ({ name }: Pick<Case, "name">) => name.includes(values.only);
    const trees = generateCases(Number(values.seed), Number(values.rounds)).filter(wanted);
    const cases = [...lumenCases(folder).filter(wanted), ...(trees.length === 0 ? [] : laidDown(folder, trees))];
    const judged = await judgeAll(cases);
    console.log(values.json ? JSON.stringify(reportJson(judged), undefined, 2) : reportText(judged));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judgeAll(cases: readonly Case[]): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const repository of new Set(cases.map((one) => one.repository))) {
    const own = cases.filter((other) => other.repository === repository);
    await using analyser = await openAnalyser(
      repository,
      own.some(({ group }) => group === "lumen"),
    );
    for (const one of own) {
      const { findings } = await analyser.analyse(one.head);
      judged.push(judge(one, changedLines(one), findings));
    }
  }
  return judged;
}
