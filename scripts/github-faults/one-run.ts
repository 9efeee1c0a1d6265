import { describedValidator } from "@countersign/github-fake/description";
import { tempFolder } from "@countersign/testkit";
import { seeded } from "../../apps/service/src/faults/seeded.testing.ts";
import { checkWork } from "../../apps/service/src/github/events/works.ts";
import { requestWork } from "../../apps/service/src/work/work.ts";
import { startBeside } from "./beside.ts";
import type { Rest, Worked } from "./beside.ts";
import { gather } from "./gathered.ts";
import type { Gathered } from "./gathered.ts";
import { beginMischief } from "./mischief.ts";
import { play, rerun } from "./play.ts";
import { nameOf, nothingPlayed } from "./played.ts";
import type { Played } from "./played.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import type { Act } from "./story.ts";
import { startTime } from "./time.ts";
import type { Time } from "./time.ts";

/** What one story came to. */
export type OneRun = {
  readonly gathered: Gathered;
  readonly played: Played;
  /** What GitHub's description says is wrong with an answer, an event or a request of ours. */
  readonly problems: readonly string[];
  readonly failures: ReadonlyMap<string, number>;
  /** What was done, by kind. */
  readonly work: ReadonlyMap<string, Worked>;
  /** Faults that were played, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  /** Heads whose check said something else when all were asked for once more. */
  readonly changed: readonly string[];
  /** Calls of GitHub by route and status, and how many of them the hour's limit counts. */
  readonly calls: { readonly all: number; readonly counted: number };
  /** Passes of the reconcilers until nothing was left, and seconds: as GitHub saw them, and really. */
  readonly passes: number;
  readonly seconds: { readonly there: number; readonly here: number };
};

/** Seconds between two acts, and milliseconds for which the service is waited for after some of them. */
const STEP = 12;
const PATIENCE = 1_500;
/** Seconds, and milliseconds, of one look for what is left. */
const LAST = { seconds: 61, milliseconds: 5_000 };
const MOST_PASSES = 12;
const MOST_LOOKS = 400;

/** Plays a story with a service beside it, with mischief or without; then there is no mischief any more, and the reconcilers run. */
export async function oneRun(
  seed: number,
  story: readonly Act[],
  isFaulty: boolean,
  tell: (line: string) => void,
): Promise<OneRun> {
  using folder = tempFolder();
  await using stage = await setStage(folder.path, { seed, validator: describedValidator(), hasGate: true });
  await using beside = await startBeside(stage);
  const [time, played, random] = [startTime(stage, beside.ticks), nothingPlayed(), seeded(seed).branch()];
  const [began, there] = [performance.now(), stage.clock.now()];
  await beside.rest(LAST.milliseconds);
  if (isFaulty) beginMischief(stage.github);
  for (const [at, act] of story.entries()) {
    await play({ ...stage, rest: beside.rest }, time, played, act);
    await time.pass(STEP);
    // Most things happen while the service is at others, or before it comes to them.
    if (random.chance(0.25)) await beside.rest(PATIENCE, random.chance(0.75));
    if (at % 100 === 99) tell(`${at + 1} of ${story.length} acts, ${secondsSince(began)} s`);
  }
  await queueToEnd(stage, time, beside.rest);
  const faults = new Map(stage.github.faults.played);
  stage.github.faults.clear();
  tell(`${story.length} acts, ${secondsSince(began)} s; no more faults, the rest is waited for`);
  let passes = await reconcile(stage, time, beside.rest);
  rerunRejected(stage, played);
  passes += await reconcile(stage, time, beside.rest);
  const changed = await askAgain(stage, time, played, beside.rest);
  return {
    gathered: await gather(stage, played),
    played,
    problems: stage.github.problems,
    failures: new Map(beside.failures),
    work: new Map(beside.work),
    faults,
    changed,
    calls: await callsOf(stage),
    passes,
    seconds: { there: stage.clock.now() - there, here: secondsSince(began) },
  };
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 1000);
}

/** What is queued lands by itself, after some minutes. */
async function queueToEnd(stage: Stage, time: Time, rest: Rest): Promise<void> {
  for (let look = 0; look < MOST_LOOKS && stage.github.state.queue.all().length > 0; look += 1) {
    await time.pass(LAST.seconds);
    await rest(PATIENCE);
  }
}

/** Everything that looks for itself does, again and again, until two passes in a row changed nothing on GitHub or in the log. */
async function reconcile(stage: Stage, time: Time, rest: Rest): Promise<number> {
  let before = "";
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    await time.askForAll();
    await untilDone(stage, time, rest);
    const now = stateOf(stage);
    if (now === before) return pass - 1;
    before = now;
  }
  return MOST_PASSES;
}

/** What was rejected before it could be seen what it is, or before somebody approved, is run again by people. */
function rerunRejected(stage: Stage, { runs }: Played): void {
  for (const run of runs.values()) if (stage.github.state.runs.get(run)?.conclusion === "failure") rerun(stage, run);
}

async function untilDone(stage: Stage, time: Time, rest: Rest): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    await rest(LAST.milliseconds);
    const left = await stage.db.selectFrom("work").select("key").where("parked", "is", null).limit(1).execute();
    if (left.length === 0) return;
    await time.wait(LAST.seconds);
  }
}

function stateOf({ github, app }: Stage): string {
  const runs = github.state.checkRuns.where((run) => run.app === app.id);
  const asks = github.state.asks.all().map(({ id, state }) => [id, state]);
  return JSON.stringify([
    ...runs.map(({ id, status, conclusion, output }) => [id, status, conclusion, output.title]),
    ...asks,
  ]);
}

/** Has every head that is proposed judged once more: nothing may come of it. */
async function askAgain(stage: Stage, time: Time, played: Played, rest: Rest): Promise<readonly string[]> {
  const { github, app, db, id } = stage;
  const said = () =>
    new Map(
      github.state.checkRuns
        .where((run) => run.app === app.id)
        .map((run) => [run.id, `${nameOf(played, run.headSha)} ${run.conclusion ?? run.status}: ${run.output.title}`]),
    );
  const before = said();
  for (const { headSha } of github.state.pulls.where(({ state }) => state === "open"))
    await requestWork(db, checkWork(id, headSha));
  await untilDone(stage, time, rest);
  return [...said()]
    .filter(([run, line]) => before.get(run) !== line)
    .map(([run, line]) => `${before.get(run)} → ${line}`);
}

async function callsOf({ db }: Stage): Promise<OneRun["calls"]> {
  const rows = await db.selectFrom("github_call").select(["status", "calls"]).execute();
  const sum = (some: typeof rows) => some.reduce((all, { calls }) => all + Number(calls), 0);
  return { all: sum(rows), counted: sum(rows.filter(({ status }) => status !== 304)) };
}
