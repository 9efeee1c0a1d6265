import type { Decision, LogContents } from "@countersign/core";
import { contentsBeside, contentsOf } from "@countersign/home";
import { appendTo } from "@countersign/home/testing";
import { decisionOf } from "../../apps/service/src/capture/world.testing.ts";
import { PROJECT } from "../../apps/service/src/queue/asked-work.ts";
import { requestWork } from "../../apps/service/src/work/work.ts";
import type { Rest } from "./beside.ts";
import { headOf, nameOf } from "./played.ts";
import type { Played } from "./played.ts";
import { ENVIRONMENT } from "./stage.ts";
import type { Stage } from "./stage.ts";
import type { Act, PullStory } from "./story.ts";
import type { Time } from "./time.ts";

const MAIN = "refs/heads/main";
/** Seconds between looks for something that people wait for, and how often they look. */
const LOOK = 30;
const MOST_LOOKS = 120;

/** A stage on which a service works. */
export type Playing = Stage & { readonly rest: Rest };

/** Does one thing, as the people of the story do it: whoever decides, or merges what was decided, waits until the service has seen it. */
export async function play(stage: Playing, time: Time, played: Played, act: Act): Promise<void> {
  const { world, ada, bob } = stage;
  played.acts.set(act.act, (played.acts.get(act.act) ?? 0) + 1);
  const id = "pull" in act ? (played.ids.get(act.pull) ?? 0) : 0;
  switch (act.act) {
    case "open":
      return open(stage, played, act.pull, act.plan);
    case "push":
      return commit(stage, played, act);
    case "retarget":
      return void (await world.retarget(id, bob.id, act.base));
    case "draft":
      return void world.setDraft(id, bob.id, act.draft);
    case "close":
      return void world.close(id, bob.id);
    case "reopen":
      return void (await world.reopen(id, bob.id));
    case "review":
      return void world.review(id, ada.id, "approved");
    case "press":
      return press(stage, headOf(played, act.pull));
    case "decide":
      await toldOf(stage, time, played, act.pull);
      return decide(stage, time, played, headOf(played, act.pull), act.decision);
    case "enqueue":
      await seenIfAnything(stage, time, played, act.pull);
      return world.enqueue(id, ada.id);
    case "merge":
      await seenIfAnything(stage, time, played, act.pull);
      return void (await world.merge(id, ada.id, { method: act.method, bypass: true }));
    case "land":
      return land(stage, played, act.landing);
    case "approve-landing":
      return decide(stage, time, played, played.landings.get(act.landing) ?? "", "approve");
    case "deploy":
      return deploy(stage, played, act.deployment);
    case "rerun":
      return rerun(stage, played.runs.get(act.deployment) ?? 0);
    default:
      return act satisfies never;
  }
}

async function open(stage: Stage, played: Played, pull: number, plan: PullStory): Promise<void> {
  const { world, repository, fork, bob, eve } = stage;
  const isFork = plan.from === "fork";
  played.plans.set(pull, plan);
  await commit(stage, played, { pull, revision: 0, forced: false });
  const { id } = await world.openPull(repository.id, isFork ? eve.id : bob.id, {
    head: `topic-${pull}`,
    base: plan.base,
    title: `Change ${pull}`,
    draft: plan.draft,
    ...(isFork ? { from: fork } : {}),
  });
  played.ids.set(pull, id);
}

/** Each pull request has a file of its own, so that all of them merge. */
async function commit(
  { world, repository, fork, first, bob, eve }: Stage,
  played: Played,
  { pull, revision, forced }: { readonly pull: number; readonly revision: number; readonly forced: boolean },
): Promise<void> {
  const { from, inScope } = played.plans.get(pull) ?? { from: "branch", inScope: true };
  const [where, by] = from === "fork" ? [fork, eve] : [repository, bob];
  const text = `weight_${pull} = ${revision}\n`;
  const head = await world.commit(where.id, by.id, {
    branch: `topic-${pull}`,
    files: inScope ? { [`ranker/p${pull}.py`]: text } : { [`docs/p${pull}.md`]: text },
    message: `Change ${pull}, revision ${revision}`,
    ...(forced ? { on: first } : {}),
  });
  played.names.set(head, `${pull}.${revision}`);
  played.heads.set(pull, [...(played.heads.get(pull) ?? []), head]);
}

async function land({ world, repository, ada }: Stage, played: Played, landing: number): Promise<void> {
  const files = { [`ranker/landing${landing}.py`]: `bias_${landing} = 1\n` };
  const commit = await world.commit(repository.id, ada.id, { branch: "main", files, message: `Land ${landing}` });
  played.names.set(commit, `landing-${landing}`);
  played.landings.set(landing, commit);
}

async function deploy({ world, repository, bob }: Stage, { runs }: Played, deployment: number): Promise<void> {
  const run = await world.deploy(repository.id, bob.id, {
    environments: [ENVIRONMENT],
    workflow: `deploy-${deployment}`,
  });
  runs.set(deployment, run.id);
}

/** Runs it again: what goes on is let end, and what waits is cancelled. */
export function rerun({ world, bob }: Stage, run: number): void {
  world.finish(run);
  world.cancel(run);
  world.rerun(run, bob.id);
}

/** Somebody who is nobody to us presses "Re-run". */
function press({ github, world, app, bob }: Stage, head: string): void {
  const run = github.state.checkRuns.find((one) => one.headSha === head && one.app === app.id);
  if (run !== undefined) world.rerequestRun(run.id, bob.id);
}

async function decide(stage: Playing, time: Time, played: Played, head: string, decision: Decision): Promise<void> {
  await captured(stage, time, played, head);
  await stage.shared.work(async (opened) => {
    const contents = contentsOf(opened);
    const found = changeAt(contents, head);
    if (found !== undefined) await appendTo(opened, [decisionOf(contents, found.record, "dana", decision)]);
  });
  await requestWork(stage.db, PROJECT);
  played.decisions.push(`${nameOf(played, head)} ${decision}`);
}

async function seenIfAnything(stage: Playing, time: Time, played: Played, pull: number): Promise<void> {
  if (played.plans.get(pull)?.inScope === true) await captured(stage, time, played, headOf(played, pull));
}

/** Waits until the log has the change of a head. */
function captured(stage: Playing, time: Time, played: Played, head: string): Promise<void> {
  const isThere = async () => changeAt(await contentsBeside(stage.shared), head) !== undefined;
  return until(stage, time, isThere, `${nameOf(played, head)} was not captured`);
}

/** Whoever approves what landed without review was told of it by the check; what is approved before anybody saw it land is nothing special. */
async function toldOf(stage: Playing, time: Time, played: Played, pull: number): Promise<void> {
  const { github, app } = stage;
  const head = headOf(played, pull);
  if (github.state.pulls.get(played.ids.get(pull) ?? 0)?.mergedAt === null) return;
  const isTold = async () =>
    github.state.checkRuns.where((run) => run.headSha === head && run.app === app.id).at(-1)?.conclusion === "failure";
  await until(stage, time, isTold, `nobody was told that ${nameOf(played, head)} landed`);
}

async function until({ rest }: Playing, time: Time, isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (await isSo()) return;
    await time.pass(LOOK);
    await rest(500);
  }
  throw new Error(`${otherwise} within ${MOST_LOOKS * LOOK} s`);
}

function changeAt({ changes }: LogContents, head: string) {
  return changes.findLast(({ record }) => record.head.gitCommit === head && record.ref === MAIN);
}
