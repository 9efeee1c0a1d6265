import type { Decision } from "@countersign/core";
import { seeded } from "../../apps/service/src/faults/seeded.testing.ts";
import type { Seeded } from "../../apps/service/src/faults/seeded.testing.ts";

/** What people do, one after the other. Pull requests go by their place in the story, which is their number on GitHub minus one. */
export type Act =
  | { readonly act: "open"; readonly pull: number; readonly plan: PullStory }
  | { readonly act: "push"; readonly pull: number; readonly revision: number; readonly forced: boolean }
  | { readonly act: "retarget"; readonly pull: number; readonly base: Base }
  | { readonly act: "draft"; readonly pull: number; readonly draft: boolean }
  | { readonly act: "close" | "reopen" | "enqueue" | "review" | "press"; readonly pull: number }
  | { readonly act: "decide"; readonly pull: number; readonly decision: Decision }
  /** By an administrator, past the queue. */
  | { readonly act: "merge"; readonly pull: number; readonly method: "merge" | "squash" }
  /** A commit straight onto the protected branch, of which no pull request knows. */
  | { readonly act: "land"; readonly landing: number }
  | { readonly act: "approve-landing"; readonly landing: number }
  /** What the protected branch has by now, to an environment before which our rule stands. */
  | { readonly act: "deploy"; readonly deployment: number }
  /** The same run once more; whatever it waits for is given up. */
  | { readonly act: "rerun"; readonly deployment: number };

/** The protected branch, and one that no policy knows. */
type Base = "main" | "wip";

/** How a pull request begins. */
export type PullStory = {
  readonly from: "branch" | "fork";
  readonly base: Base;
  readonly draft: boolean;
  /** Whether it changes anything that is in scope. */
  readonly inScope: boolean;
};

/** Pull requests that something happens to at the same time. */
const AT_ONCE = 24;
/** Each so-manieth pull request somebody goes around all of this. */
const AROUND = 25;

/** After each so-manieth act somebody deploys. */
const DEPLOYED = 12;

/** Pull requests that stay open after all that happens to them: each is judged again whenever something lands. The oldest of more is closed. */
const STAYING = 30;

/** What happens to so many pull requests, decided by a seed: the same every time. */
export function storyOf(seed: number, pulls: number): readonly Act[] {
  const random = seeded(seed);
  const acts: Act[] = [];
  const lives: Act[][] = [];
  const staying: number[] = [];
  let [opened, deployments] = [0, 0];
  while (opened < pulls || lives.length > 0) {
    const opens = opened < pulls && (lives.length === 0 || (lives.length < AT_ONCE && random.chance(0.35)));
    if (opens) {
      lives.push([...lifeOf(opened, random)]);
      if (opened % AROUND === AROUND - 1) lives.push(aroundUs(Math.floor(opened / AROUND)));
      opened += 1;
    }
    const at = opens ? lives.findIndex(([next]) => next?.act === "open") : random.below(lives.length);
    const next = lives[at]?.shift();
    if (next !== undefined) acts.push(next);
    if (acts.length % DEPLOYED === 0) lives.push(deploymentOf(deployments++, random));
    if (lives[at]?.length !== 0) continue;
    lives.splice(at, 1);
    if (next !== undefined && stays(next, acts)) staying.push(next.pull);
    const oldest = staying.length > STAYING ? staying.shift() : undefined;
    if (oldest !== undefined) acts.push({ act: "close", pull: oldest });
  }
  return acts;
}

function deploymentOf(deployment: number, random: Seeded): Act[] {
  return [{ act: "deploy", deployment }, ...(random.chance(0.4) ? [{ act: "rerun", deployment } as const] : [])];
}

/** Whether a pull request is open after the last thing that happens to it. */
function stays(last: Act, acts: readonly Act[]): last is Act & { readonly pull: number } {
  if (!("pull" in last)) return false;
  const { pull } = last;
  const ends = acts.findLast((act) => "pull" in act && act.pull === pull && ENDS.has(act.act));
  return ends === undefined || ends.act === "reopen";
}

const ENDS: ReadonlySet<Act["act"]> = new Set(["close", "reopen", "enqueue", "merge"]);

function aroundUs(landing: number): Act[] {
  return [
    { act: "land", landing },
    { act: "approve-landing", landing },
  ];
}

/** What happens to one: it is at the protected branch, and no draft any more, when anybody decides about it. */
function lifeOf(pull: number, random: Seeded): readonly Act[] {
  const plan: PullStory = {
    from: random.chance(0.15) ? "fork" : "branch",
    base: random.chance(0.1) ? "wip" : "main",
    draft: random.chance(0.15),
    inScope: random.chance(0.8),
  };
  let revision = 0;
  const push = (): Act => ({ act: "push", pull, revision: ++revision, forced: random.chance(0.3) });
  const detours: readonly (readonly Act[])[] = [
    ...(random.chance(0.6) ? [[push()]] : []),
    ...(random.chance(0.3) ? [[push(), push()]] : []),
    ...(random.chance(0.15) ? [[{ act: "close", pull } as const, { act: "reopen", pull } as const]] : []),
    ...(random.chance(0.1) ? [[{ act: "draft", pull, draft: true } as const]] : []),
    ...(random.chance(0.1) ? [[{ act: "retarget", pull, base: "wip" } as const]] : []),
    ...(random.chance(0.2) ? [[{ act: "review", pull } as const]] : []),
    ...(random.chance(0.1) ? [[{ act: "press", pull } as const]] : []),
  ];
  const way = random.shuffled(detours).flat();
  const isDraft = plan.draft || way.some(({ act }) => act === "draft");
  const isElsewhere = plan.base === "wip" || way.some(({ act }) => act === "retarget");
  const begun: readonly Act[] = [
    { act: "open", pull, plan },
    ...way,
    ...(isDraft ? [{ act: "draft", pull, draft: false } as const] : []),
  ];
  if (!isElsewhere) return [...begun, ...endOf(pull, plan, push, random)];
  // A few stay where nobody looks.
  if (random.chance(0.1)) return begun;
  return [...begun, { act: "retarget", pull, base: "main" }, ...endOf(pull, plan, push, random)];
}

function endOf(pull: number, { inScope }: PullStory, push: () => Act, random: Seeded): readonly Act[] {
  const decide = (decision: Decision): Act => ({ act: "decide", pull, decision });
  const land = (): readonly Act[] =>
    random.chance(0.7)
      ? [{ act: "enqueue", pull }]
      : [{ act: "merge", pull, method: random.chance(0.5) ? "merge" : "squash" }];
  const close: Act = { act: "close", pull };
  const end = random.below(100);
  if (!inScope) return end < 60 ? land() : end < 90 ? [close] : [];
  if (end < 45) return [decide("approve"), ...land()];
  if (end < 52) return [decide("approve")];
  if (end < 62) return [decide("hold"), decide("approve"), ...land()];
  if (end < 66) return [decide("hold")];
  if (end < 72) return [decide("reject")];
  if (end < 80) return [decide("reject"), push(), decide("approve"), ...land()];
  // It lands before anybody looked at it.
  if (end < 84) return [{ act: "merge", pull, method: "merge" }, decide("approve")];
  return end < 96 ? [close] : [];
}
