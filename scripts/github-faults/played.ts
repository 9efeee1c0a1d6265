import type { Act, PullStory } from "./story.ts";

/** What really became of the story, by names that do not hang on ids: those of two runs of one story are the same. */
export type Played = {
  /** Every head that was proposed or landed: `12.1` is the second of the thirteenth pull request, `landing-0` a direct one. */
  readonly names: Map<string, string>;
  /** Commits of pull requests by their place, the newest last. */
  readonly heads: Map<number, string[]>;
  /** Commits that went straight onto the protected branch. */
  readonly landings: Map<number, string>;
  /** How pull requests began, and GitHub's ids of them, by their place. */
  readonly plans: Map<number, PullStory>;
  readonly ids: Map<number, number>;
  /** Decisions that are in the log, as `12.1 approve`. */
  readonly decisions: string[];
  /** GitHub's ids of the runs that deploy, by their place. */
  readonly runs: Map<number, number>;
  /** Acts that were done. */
  readonly acts: Map<Act["act"], number>;
};

/** Begins with nothing. */
export function nothingPlayed(): Played {
  return {
    names: new Map(),
    heads: new Map(),
    landings: new Map(),
    plans: new Map(),
    ids: new Map(),
    decisions: [],
    runs: new Map(),
    acts: new Map(),
  };
}

/** What a commit is called; its id where the story has no such commit. */
export function nameOf({ names }: Played, commit: string): string {
  return names.get(commit) ?? commit;
}

/** The newest head of a pull request. */
export function headOf({ heads }: Played, pull: number): string {
  return heads.get(pull)?.at(-1) ?? "";
}
