import { FEED, FORK } from "./cast.testing.ts";
import type { ChangeStep, Plan, Reviews, Step } from "./plan.testing.ts";
import { applyEdits } from "./play-edit.testing.ts";
import { landProposal, landedFiles } from "./play-landing.testing.ts";
import { ask } from "./play-question.testing.ts";
import { reviewProposal } from "./play-reviews.testing.ts";
import { begin } from "./play-setting.testing.ts";
import { replay } from "./small-files.testing.ts";
import { closeEmergency, openEmergency, retire } from "./play-emergency.testing.ts";
import { addCommit, addToLine, below, newest, say } from "./stage.testing.ts";
import type { Proposal, Stage } from "./stage.testing.ts";
import type { Files, World } from "./world.testing.ts";

/** Plays a plan; the same plan makes the same world. */
export function playPlan({ setting, steps, question }: Plan): World {
  const stage = begin(setting);
  for (const step of steps) play(stage, step);
  return ask(stage, question);
}

function play(stage: Stage, step: Step): void {
  const { draft: w } = stage;
  switch (step.kind) {
    case "change":
      return playChange(stage, step);
    case "land":
      return onWaiting(stage, step.proposal, (proposal) => landProposal(stage, proposal, step.landing));
    case "direct":
      return addToLine(stage, applyEdits(w.filesOf(stage.tip), [step.edit]), step.author, "push to the line");
    case "revert":
      return playRevert(stage, step.back, step.reviews);
    case "again":
      return playAgain(stage, step);
    case "baseline":
      return playBaseline(stage, step);
    case "deployment": {
      const commit = below(stage, step.back);
      const { ref } = w.world(commit);
      const { state } = step;
      return void w.append({ kind: "deployment", repository: FEED, ref, commit, environment: "production", state });
    }
    case "review":
      return playReview(stage, step);
    case "revoke-key":
      return void stage.revokedKeys.push({ person: step.person, fromEvent: Math.max(0, w.log.length - step.back) });
    case "break-glass":
      return openEmergency(stage, below(stage, step.back), step);
    case "closing":
      return closeEmergency(stage, step.person);
    case "retire":
      return retire(stage, step.person);
    case "void":
      return playVoid(stage, step.back);
    case "odd":
      return playOdd(stage, step.what);
    default:
      return step satisfies never;
  }
}

function playChange(stage: Stage, step: ChangeStep): void {
  const { draft: w, proposals } = stage;
  const start = (step.stacked ? proposals.at(-1)?.head : undefined) ?? below(stage, step.fork);
  let files = w.filesOf(start);
  let head = start;
  const commits = step.commits.map((edits) => {
    files = applyEdits(files, edits);
    head = addCommit(stage, [head], files, step.author, "work");
    return head;
  });
  const written: Proposal = { base: start, commits, head, author: step.author };
  const proposal = step.update ? updated(stage, written) : written;
  proposals.push(proposal);
  const base = { fork: proposal.base, tip: stage.tip, inside: commits.length > 1 ? commits[0] : undefined }[step.base];
  reviewProposal(stage, proposal, base ?? proposal.base, step.reviews);
  landProposal(stage, proposal, step.landing);
}

/** Merges the tip of the line into a branch. */
function updated(stage: Stage, proposal: Proposal): Proposal {
  const files = replay(
    stage.draft.filesOf(proposal.base),
    stage.draft.filesOf(proposal.head),
    stage.draft.filesOf(stage.tip),
  );
  const head = addCommit(stage, [proposal.head, stage.tip], files, proposal.author, "merge the line");
  return { ...proposal, base: stage.tip, head };
}

function playRevert(stage: Stage, back: number, reviews: Reviews): void {
  const { draft: w } = stage;
  const [landed, before] = [below(stage, back), below(stage, back + 1)];
  landNew(stage, replay(w.filesOf(landed), w.filesOf(stage.tip), w.filesOf(before)), `revert ${landed}`, reviews);
}

function playAgain(stage: Stage, { proposal: back, reverted, reviews }: Extract<Step, { kind: "again" }>): void {
  const proposal = newest(stage.proposals, back);
  if (reverted) playRevert(stage, 0, "approved");
  if (proposal !== undefined) landNew(stage, landedFiles(stage, proposal), `${proposal.head} again`, reviews);
}

/** Proposes a content on top of the line and lands it. */
function landNew(stage: Stage, files: Files, subject: string, reviews: Reviews): void {
  const base = stage.tip;
  const head = addCommit(stage, [base], files, "olga", subject);
  const proposal: Proposal = { base, commits: [head], head, author: "olga" };
  reviewProposal(stage, proposal, base, reviews);
  landProposal(stage, proposal, "squash");
}

function playBaseline(stage: Stage, { back, requirements, absent }: Extract<Step, { kind: "baseline" }>): void {
  const ids = { all: ["algorithm", "data-flow"], first: ["algorithm"], last: ["data-flow"] }[requirements];
  stage.draft.baseline(below(stage, back), { requirements: ids, absent });
}

/** Of changes of another repository nothing but approvals is said. */
function playReview(stage: Stage, { capture, person, decision }: Extract<Step, { kind: "review" }>): void {
  const { draft: w, captures } = stage;
  const index = newest(captures, capture);
  const event = index === undefined ? undefined : w.log[index];
  if (index === undefined || event?.kind !== "capture") return;
  if (decision === "approve" || event.repository !== FORK) say(stage, index, person, { decision });
}

function playVoid(stage: Stage, back: number): void {
  const { log } = stage.draft;
  const kind = newest(log, back)?.kind;
  if (kind === "review" || kind === "baseline" || kind === "break-glass")
    stage.void.add(log.length - 1 - (back % log.length));
}

function playOdd(stage: Stage, what: Extract<Step, { kind: "odd" }>["what"]): void {
  const files = stage.draft.filesOf(stage.tip);
  const aside = (parents: readonly string[]) => addCommit(stage, parents, files, "olga", "aside");
  if (what === "octopus") return addToLine(stage, files, "olga", what, [aside([stage.tip]), aside([stage.tip])]);
  if (what === "new-root") return addToLine(stage, files, "olga", what, [aside([])]);
  stage.tip = what === "new-line" ? aside([]) : below(stage, 2);
}

function onWaiting(stage: Stage, back: number, land: (proposal: Proposal) => void): void {
  const proposal = newest(stage.waiting, back);
  if (proposal === undefined) return;
  stage.waiting.splice(stage.waiting.indexOf(proposal), 1);
  land(proposal);
}
