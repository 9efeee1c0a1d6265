import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Game } from "../apps/cli/src/agreement/play-batch.testing.ts";
import { keep, readKept } from "./agreement/kept-tally.ts";
import { serveBatches, startPlayer } from "./agreement/player.ts";
import { sourcesDigest } from "./agreement/sources-digest.ts";
import { NOTHING, addUp, codesTable, grouped } from "./agreement/tally.ts";
import { fastTemporaries } from "./fast-temporaries.ts";

const HELP = `usage: npm run agreement -- [--cases N] [--seed N] [--jobs N] [--with-state] [--again]

Plays random histories, policies and decisions ("worlds") until N cases (default 1000000) agree. A case is one question that
is put to a world: each of its commits, in each environment that requires something else; none is asked twice. The gate
and the reference gate must answer with the same decision, code and residual.

  --with-state  compares a gate that keeps its state with one that reads the whole log, by the rules between them
  --jobs        processes that play, 1 by default
  --seed        of the first batch of 250 worlds; each further one has the next number
  --again       begins anew instead of going on where it was stopped

Git's objects are made and read in memory; Git merges. In one of 200 worlds each answer of Git in memory is compared
with real Git. What was done is kept in .vitest/agreement, for the sources with which it was done.

The first disagreement is printed with a shell script that makes its history, and with its seed; it ends the run with
exit 1.`;

const ROOT = join(import.meta.dirname, "..");
/** Milliseconds between two lines that tell how far it is. */
const PROGRESS = 15_000;

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000000" },
    seed: { type: "string", default: "20261122" },
    jobs: { type: "string", default: "1" },
    "with-state": { type: "boolean", default: false },
    again: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    /** What the processes that play are started for. */
    player: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else if (values.player) await serveBatches();
else await runAll();

async function runAll(): Promise<void> {
  const [cases, first, jobs] = [values.cases, values.seed, values.jobs].map(wholeNumber);
  if (cases === undefined || first === undefined || jobs === undefined) return;
  const game: Game = values["with-state"] ? "state" : "reference";
  const file = join(ROOT, ".vitest/agreement", `${game}-${first}-${sourcesDigest(ROOT)}.json`);
  const before = values.again ? { done: new Set<number>(), tally: NOTHING } : readKept(file);
  const done = new Set(before.done);
  const tell = progress(before.tally.cases, cases);
  let { tally } = before;
  let disagreed = false;
  let next = 0;
  const turn = async () => {
    using player = startPlayer(import.meta.filename, { ...process.env, ...fastTemporaries() });
    while (tally.cases < cases && !disagreed) {
      while (done.has(next)) next += 1;
      const batch = next;
      next += 1;
      const { disagreement, ...played } = await player.play(game, first + batch);
      if (disagreement !== undefined) {
        disagreed = true;
        return tellDisagreement(first + batch, disagreement);
      }
      done.add(batch);
      tally = addUp(tally, played);
      keep(file, { done, tally });
      tell(tally);
    }
  };
  console.log(`seed ${first}: ${summary(before.tally)} are done`);
  await Promise.all(Array.from({ length: jobs }, turn));
  console.log(`${codesTable(tally)}\n${summary(tally)}${disagreed ? "" : " agree"}`);
}

function wholeNumber(text: string): number | undefined {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  console.error(`${text} is not a whole number above 0`);
  process.exitCode = 2;
  return undefined;
}

function summary({ worlds, cases, sampled, merges }: typeof NOTHING): string {
  return `${grouped(cases)} cases in ${grouped(worlds)} worlds (${grouped(merges)} merges by git; ${grouped(sampled)} worlds compared with real git)`;
}

/** Prints a line now and then. */
function progress(before: number, wanted: number): (tally: typeof NOTHING) => void {
  const begun = Date.now();
  let told = begun;
  return (tally) => {
    if (Date.now() - told < PROGRESS) return;
    told = Date.now();
    const perSecond = (tally.cases - before) / ((told - begun) / 1000);
    const minutes = Math.ceil((wanted - tally.cases) / perSecond / 60);
    console.log(`${summary(tally)}; ${perSecond.toFixed(0)} cases/s, ${Math.max(0, minutes)} minutes to go`);
  };
}

function tellDisagreement(seed: number, disagreement: string): void {
  console.error(disagreement);
  const what = values["with-state"] ? " --with-state" : "";
  console.error(`again: npm run agreement -- --seed ${seed} --cases 1 --again${what}`);
  process.exitCode = 1;
}
