import type { Draft, ReviewOptions } from "./draft.testing.ts";
import type { Files } from "./world.testing.ts";

/** A branch: what `head` makes of `base`, which is where the branch began or what was last merged into it. */
export type Proposal = {
  readonly base: string;
  readonly commits: readonly string[];
  readonly head: string;
  readonly author: string;
};

/** Where a plan has come to. The tip of the line moves; everything else grows. */
export type Stage = {
  readonly draft: Draft;
  /** The ref for which proposals are captured, and another one. */
  readonly ref: string;
  readonly otherRef: string;
  /** People whose approvals are asked for: of each required role as many as it takes. */
  readonly approvers: readonly string[];
  tip: string;
  readonly proposals: Proposal[];
  /** Those that wait for a later landing, oldest first. */
  readonly waiting: Proposal[];
  readonly captures: number[];
  readonly revokedKeys: { readonly person: string; readonly fromEvent: number }[];
  /** From which event on somebody signs nothing any more; one at most. */
  readonly retired: { readonly person: string; readonly fromEvent: number }[];
  readonly void: Set<number>;
};

/** Adds a commit; names count up. Returns its name. */
export function addCommit(
  stage: Stage,
  parents: readonly string[],
  files: Files,
  author: string,
  subject: string,
): string {
  return stage.draft.commit(`c${stage.draft.commits.length}`, parents, files, { author, subject });
}

/** Adds a commit of the line, made by `author` and put there by olga. */
export function addToLine(
  stage: Stage,
  files: Files,
  author: string,
  subject: string,
  merged: readonly string[] = [],
): void {
  const { draft } = stage;
  stage.tip = draft.commit(`c${draft.commits.length}`, [stage.tip, ...merged], files, {
    author,
    committer: "olga",
    subject,
  });
}

/** Adds a review, unless the person signs nothing any more. */
export function say({ draft, retired }: Stage, capture: number, person: string, options: ReviewOptions = {}): void {
  if (!retired.some((one) => one.person === person)) draft.review(capture, person, options);
}

/** The commit of a first-parent line, so many below its tip, or the lowest. */
export function below(stage: Stage, back: number, tip: string = stage.tip): string {
  const parent = stage.draft.commits.find(({ name }) => name === tip)?.parents[0];
  return back === 0 || parent === undefined ? tip : below(stage, back - 1, parent);
}

/** An element counted from the newest, wrapping around. */
export function newest<T>(all: readonly T[], back: number): T | undefined {
  return all.length === 0 ? undefined : all[all.length - 1 - (back % all.length)];
}
