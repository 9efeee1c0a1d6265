import type { Landing } from "./plan.testing.ts";
import { removeLine, replay, setLine } from "./small-files.testing.ts";
import { addCommit, addToLine, below } from "./stage.testing.ts";
import type { Proposal, Stage } from "./stage.testing.ts";
import type { Files } from "./world.testing.ts";

/** Puts a proposal on the line, honestly or not. */
export function landProposal(stage: Stage, proposal: Proposal, landing: Landing): void {
  const files = landedFiles(stage, proposal);
  const { head, author } = proposal;
  const merge = (content: Files, merged = head) => addToLine(stage, content, "olga", `merge ${merged}`, [merged]);
  switch (landing) {
    case "squash":
      return addToLine(stage, files, author, `squash ${head}`);
    case "merge":
      return merge(files);
    case "rebase":
      return rebase(stage, proposal);
    case "forward":
      return isAbove(stage, head) ? void (stage.tip = head) : merge(files);
    case "later":
      return void stage.waiting.push(proposal);
    case "part":
      return addToLine(stage, partOf(stage.draft.filesOf(stage.tip), files), author, `part of ${head}`);
    case "evil-add":
      return merge(setLine(files, "serving/io.ts", 4, 3));
    case "evil-drop":
      return merge(isAbove(stage, head) ? stage.draft.filesOf(stage.tip) : stage.draft.filesOf(head));
    case "with-next":
      return landWithNext(stage, files, author);
    case "unreviewed-update":
      return landUpdated(stage, proposal, merge);
    case "foxtrot":
      return void (stage.tip = addCommit(stage, [head, stage.tip], files, author, `merge the line into ${head}`));
    default:
      return landing satisfies never;
  }
}

/** What the line holds once a proposal has landed by the book. */
export function landedFiles({ draft, tip }: Stage, { base, head }: Proposal): Files {
  return replay(draft.filesOf(base), draft.filesOf(tip), draft.filesOf(head));
}

function rebase(stage: Stage, { base, commits, author }: Proposal): void {
  commits.forEach((commit, index) => {
    const before = commits[index - 1] ?? base;
    addToLine(
      stage,
      landedFiles(stage, { base: before, commits: [], head: commit, author }),
      author,
      `rebase ${commit}`,
    );
  });
}

function isAbove(stage: Stage, head: string): boolean {
  const line = Array.from({ length: stage.draft.commits.length }, (_, back) => below(stage, back, head));
  return line.includes(stage.tip);
}

/** Leaves out one changed file, or a line of the only one. */
function partOf(before: Files, after: Files): Files {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (path) => before[path] !== after[path],
  );
  const [dropped = ""] = changed;
  if (changed.length < 2) return removeLine(after, dropped, 1);
  const kept = Object.entries(after).filter(([path]) => path !== dropped);
  const old = before[dropped];
  return Object.fromEntries(old === undefined ? kept : [...kept, [dropped, old]]);
}

/** Two changes in one commit. */
function landWithNext(stage: Stage, files: Files, author: string): void {
  const next = stage.waiting.shift();
  const { draft } = stage;
  const both = next === undefined ? files : replay(draft.filesOf(next.base), files, draft.filesOf(next.head));
  addToLine(stage, both, author, "squash two proposals");
}

/** After the review, a branch that nobody saw is merged into the proposal. */
function landUpdated(stage: Stage, proposal: Proposal, merge: (files: Files, merged: string) => void): void {
  const { draft, tip } = stage;
  const side = addCommit(stage, [tip], setLine(draft.filesOf(tip), "ui/list.ts", 2, 3), "mallory", "tidy up");
  const files = replay(draft.filesOf(tip), draft.filesOf(proposal.head), draft.filesOf(side));
  const head = addCommit(stage, [proposal.head, side], files, proposal.author, "merge branch main");
  merge(landedFiles(stage, { ...proposal, head }), head);
}
