import { parseArgs } from "node:util";
import { fastTemporaries } from "./fast-temporaries.ts";
import { isAsItShouldBe, reportText } from "./github-faults/report.ts";
import { runGithubFaults } from "./github-faults/run.ts";

const HELP = `usage: npm run faults:github -- [--pulls N] [--each N] [--seed N]

Opens N pull requests (default 1000; --each of one repository, 100, one repository after the other) on a GitHub that runs in this process,
and pushes to them, points them elsewhere, drafts, closes, decides, queues, merges and goes around them, with the service's inbox and
workers beside it; once without a fault, and once while three of ten deliveries are dropped, doubled, late, out of order, cut off or forged,
and requests fail before and after they were done, show what was true before, meet both limits, and lose their tokens. Time is put forward,
not waited for. Then the faults stop and the reconcilers run, and the pull requests, checks and log of both are compared, with each other
and with what the story foretells, and counted. Exit 1 where anything is lost, doubled or different. The same seed tells the same story.`;

const { values } = parseArgs({
  options: {
    pulls: { type: "string", default: "1000" },
    each: { type: "string", default: "100" },
    seed: { type: "string", default: "20261129" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const [pulls, each, seed] = [Number(values.pulls), Number(values.each), Number(values.seed)];
  if (![pulls, each, seed].every((n) => Number.isSafeInteger(n) && n > 0)) {
    console.error(HELP);
    process.exitCode = 2;
    return;
  }
  Object.assign(process.env, fastTemporaries());
  let wrong = 0;
  for (let at = 0; at * each < pulls; at += 1)
    if (!(await runOne({ pulls: Math.min(each, pulls - at * each), seed: seed + at }))) wrong += 1;
  const repositories = Math.ceil(pulls / each);
  console.log(
    wrong === 0
      ? `\n${pulls} pull requests of ${repositories} repositories: nothing is lost, doubled or different`
      : `\nsomething is wrong in ${wrong} of ${repositories} repositories`,
  );
  process.exitCode = wrong === 0 ? 0 : 1;
}

/** Tells one story, and says whether all is as it should be. */
async function runOne(told: { readonly pulls: number; readonly seed: number }): Promise<boolean> {
  const again = `--pulls ${told.pulls} --each ${told.pulls} --seed ${told.seed}`;
  console.log(`${told.pulls} pull requests, seed ${told.seed}`);
  const report = await runGithubFaults(told, console.log);
  console.log(`\n${reportText(report)}\n`);
  const isGood = isAsItShouldBe(report);
  if (!isGood) console.log(`something is wrong; again: ${again}\n`);
  return isGood;
}
