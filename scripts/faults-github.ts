import { parseArgs } from "node:util";
import { fastTemporaries } from "./fast-temporaries.ts";
import { isAsItShouldBe, reportText } from "./github-faults/report.ts";
import { runGithubFaults } from "./github-faults/run.ts";

const HELP = `usage: npm run faults:github -- [--pulls N] [--seed N]

Opens N pull requests (default 1000) on a GitHub that runs in this process, and pushes to them, points them elsewhere, drafts, closes, decides,
queues, merges and goes around them, with the service's inbox and workers beside it; once without a fault, and once while three of ten
deliveries are dropped, doubled, late, out of order, cut off or forged, and requests fail before and after they were done, show what was true
before, meet both limits, and lose their tokens. Time is put forward, not waited for. Then the faults stop and the reconcilers run, and the
pull requests, checks and log of both are compared, with each other and with what the story foretells, and counted. Exit 1 where anything is
lost, doubled or different. The same seed tells the same story.`;

const { values } = parseArgs({
  options: {
    pulls: { type: "string", default: "1000" },
    seed: { type: "string", default: "20261129" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const [pulls, seed] = [Number(values.pulls), Number(values.seed)];
  if (![pulls, seed].every((n) => Number.isSafeInteger(n) && n > 0)) {
    console.error(HELP);
    process.exitCode = 2;
    return;
  }
  Object.assign(process.env, fastTemporaries());
  console.log(`${pulls} pull requests, seed ${seed}`);
  const report = await runGithubFaults({ pulls, seed }, console.log);
  console.log(`\n${reportText(report)}`);
  const isGood = isAsItShouldBe(report);
  console.log(
    isGood ? "\nnothing is lost, doubled or different" : `\nsomething is wrong; again: --pulls ${pulls} --seed ${seed}`,
  );
  process.exitCode = isGood ? 0 : 1;
}
