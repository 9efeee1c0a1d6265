import { describe, expect, it } from "vitest";
import { composeCheck } from "./compose-check.ts";
import { digestOf, planCheck } from "./plan-check.ts";
import type { KeptCheck } from "./plan-check.ts";
import type { PullView, WantedCheck } from "./wanted.ts";

const HEAD = "a".repeat(40);
const view = (more: Partial<PullView> = {}): PullView => ({
  number: 1,
  onto: "refs/heads/main",
  state: "waiting",
  code: "decision.missing",
  headline: "Waits for oracle",
  text: "text",
  annotations: [],
  ...more,
});
const waiting = composeCheck(HEAD, [view()], []);
const passed = composeCheck(HEAD, [view({ state: "passes" })], []);
const gone = composeCheck(HEAD, [], []);
const kept = (more: Partial<KeptCheck> = {}): KeptCheck => ({
  externalId: `cs:${HEAD}:3`,
  run: 7_000_000_001,
  said: digestOf(waiting),
  conclusion: undefined,
  made: 0,
  written: 10_000,
  ...more,
});
const DAY = 86_400_000;

describe("the next write of a check", () => {
  it.each<[string, WantedCheck, KeptCheck | undefined, number, object]>([
    ["makes the first run", waiting, undefined, 0, { act: "create", number: 1 }],
    ["makes none for a head that nobody proposes", gone, undefined, 0, { act: "nothing" }],
    ["finds out whether a run was made whose answer was lost", waiting, kept({ run: undefined }), 0, { act: "find" }],
    ["is none where the same was said", waiting, kept(), 20_000, { act: "nothing" }],
    ["comes at once where the last was long ago", passed, kept(), 20_000, { act: "update", after: 0 }],
    ["comes two seconds after the last", passed, kept(), 10_500, { act: "update", after: 1_500 }],
    ["makes a new run on day 12", waiting, kept(), 12 * DAY, { act: "create", number: 4 }],
    [
      "makes none anew that ended",
      passed,
      kept({ said: digestOf(passed), conclusion: "success" }),
      13 * DAY,
      { act: "nothing" },
    ],
    [
      "leaves one that ended as it is once nobody proposes it",
      gone,
      kept({ conclusion: "success" }),
      20_000,
      { act: "nothing" },
    ],
    ["cancels one that did not end", gone, kept(), 20_000, { act: "update" }],
  ])("%s", (_what, wanted, before, now, plan) => {
    expect(planCheck(wanted, before, now)).toMatchObject(plan);
  });

  it("begins a new run where one that ended has to say something else, unfinished", () => {
    const ended = kept({ said: digestOf(passed), conclusion: "success" });
    expect(planCheck(waiting, ended, 20_000)).toEqual({ act: "create", number: 4 });
  });
});

describe("what a check says", () => {
  it("is never a word that passes without meaning it", () => {
    const states: readonly PullView["state"][] = ["waiting", "passes", "fails", "asks"];
    const conclusions = states.map((state) => composeCheck(HEAD, [view({ state })], []).conclusion);
    expect(conclusions).toEqual([undefined, "success", "failure", "action_required"]);
    expect(gone.conclusion).toBe("cancelled");
  });

  it("is the worst of several, and fits what GitHub takes", () => {
    const views = [
      view({ state: "passes", number: 1 }),
      view({ state: "fails", number: 2, headline: "x".repeat(400), text: "😀".repeat(40_000) }),
    ];
    const { conclusion, title, summary } = composeCheck(HEAD, views, ["note"]);
    expect(conclusion).toBe("failure");
    expect([title.length, summary.length <= 65_535, summary.isWellFormed()]).toEqual([255, true, true]);
    expect(summary.startsWith("note\n\n### #2")).toBe(true);
  });
});
