import { parseArgs } from "node:util";
import { isAsItShouldBe, reportText } from "../apps/service/src/faults/report.testing.ts";
import { runFaults } from "../apps/service/src/faults/run.testing.ts";
import { fastTemporaries } from "./fast-temporaries.ts";

const HELP = `usage: npm run faults:service -- [--changes N] [--faults N] [--jobs postgres|redis] [--seed N]

Runs the service (countersign serve, with its PostgreSQL), pushes N proposals (default 1000) and some commits to a protected ref, and
uses it over HTTP, while its processes and PostgreSQL are killed, and Redis is flushed and stopped, at random moments, N times at
least (default: a twentieth of the changes). When nothing is left to do, everything in the log, in the tables and at the receiver of messages is
compared with what was done, and counted. Exit 1 where anything is lost, doubled or different. The same seed makes the same choices.`;

const { values } = parseArgs({
  options: {
    changes: { type: "string", default: "1000" },
    faults: { type: "string" },
    jobs: { type: "string", default: "postgres" },
    seed: { type: "string", default: "20261129" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const { jobs } = values;
  const changes = Number(values.changes);
  const least = Number(values.faults ?? Math.ceil(changes / 20));
  const seed = Number(values.seed);
  if (
    ![changes, least, seed].every((n) => Number.isSafeInteger(n) && n > 0) ||
    (jobs !== "postgres" && jobs !== "redis")
  ) {
    console.error(HELP);
    process.exitCode = 2;
    return;
  }
  Object.assign(process.env, fastTemporaries());
  console.log(`${changes} changes, at least ${least} faults, jobs in ${jobs}, seed ${seed}`);
  const report = await runFaults(
    {
      seed,
      jobs,
      amounts: { changes, landings: Math.ceil(changes / 25), rewinds: Math.ceil(changes / 250) },
      faults: { least, apart: 8_000, endLeases: 0.75 },
      lost: 0.02,
      patience: 600_000,
    },
    console.log,
  );
  console.log(`\n${reportText(report)}`);
  const isGood = isAsItShouldBe(report);
  console.log(isGood ? "\nnothing is lost, doubled or different" : `\nsomething is wrong; again: --seed ${seed}`);
  process.exitCode = isGood ? 0 : 1;
}
