import { tempFolder } from "@countersign/testkit";
import { afterAll } from "vitest";
import { MAIN } from "./cast.testing.ts";
import { draft } from "./draft.testing.ts";
import type { Draft } from "./draft.testing.ts";
import { judgeNaively } from "./naive-gate.testing.ts";
import { openNaiveGit } from "./naive-git.testing.ts";
import { START, setLine } from "./small-files.testing.ts";
import type { Files, World, WorldPolicy } from "./world.testing.ts";

export const SCORE = "ranker/score.py";
export const LIST = "ui/list.ts";
export const SCORED = setLine(START, SCORE, 2, 1);
export const LISTED = setLine(START, LIST, 1, 1);
export const BOTH = setLine(SCORED, LIST, 1, 1);

export const EMERGENCY = {
  kind: "break-glass",
  repository: "github:123456",
  ref: MAIN,
  environment: "production",
  reason: "the feed is down",
} as const;

/** `h1` edits one line of the ranker on c0; dana approves it as event 1. */
export function covered(policy: Partial<WorldPolicy> = {}): Draft {
  const w = draft(policy);
  approve(w, "c0", w.commit("h1", ["c0"], SCORED));
  return w;
}

/** Captures, and dana approves. */
export function approve(w: Draft, base: string, head: string): void {
  w.review(w.capture(base, head), "dana");
}

/** Commits on `base`, captures and approves. */
export function land(w: Draft, name: string, base: string, files: Files): void {
  approve(w, base, w.commit(name, [base], files));
}

/** The oracle's requirement with one class of coverage. */
export function requiring(coverage: WorldPolicy["requirements"][number]["coverage"][number]): Partial<WorldPolicy> {
  return { requirements: [{ id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: [coverage] }] };
}

/** What the reference says of worlds; git works in a folder that goes when the tests of the file have run. */
export function naiveCourt(): (world: World) => ReturnType<typeof judgeNaively> {
  const folder = tempFolder();
  afterAll(() => folder[Symbol.dispose]());
  return (world) => {
    const [git] = openNaiveGit(folder.path, [world]);
    if (git === undefined) throw new RangeError("no git for this world");
    return judgeNaively(world, git);
  };
}
