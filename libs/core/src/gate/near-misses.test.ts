import { describe, expect, it } from "vitest";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine } from "./drafted-line.testing.ts";
import { edit, madeUp } from "./made-up.testing.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];
const OTHER = [edit("ranker/score.py", "1", "3")];

/** Why the gate refuses a line. */
function codes(line: DraftedLine): readonly string[] {
  return line.answer().reasons.map(({ code }) => code);
}

/** A line of one step that nothing explains. */
function unexplained() {
  const line = draftedLine();
  line.step(SCORED, { tree: madeUp("landed tree") });
  return line;
}

describe("A12: an approval that looks as if it were meant for a step that nothing explains", () => {
  it("is for another repository, or for another ref", () => {
    const elsewhere = unexplained();
    elsewhere.approved(SCORED, { repository: { id: "github:654321", uri: "git+https://github.com/acme/fork" } });
    expect(codes(elsewhere)).toEqual(["gate.residual", "decision.repository"]);
    const branch = unexplained();
    branch.approved(SCORED, { ref: "refs/heads/dev" });
    expect(codes(branch)).toEqual(["gate.residual", "decision.ref"]);
  });

  it("is on another base, where the result or the head is what landed", () => {
    const result = unexplained();
    result.approved(OTHER, { result: { gitTree: madeUp("landed tree") } });
    expect(codes(result)).toEqual(["gate.residual", "decision.base"]);
    const head = unexplained();
    head.approved(OTHER, { head: { gitCommit: madeUp("c1") } });
    expect(codes(head)).toEqual(["gate.residual", "decision.base"]);
  });

  it("is named once, however alike it is", () => {
    const line = unexplained();
    const result = { gitTree: madeUp("landed tree") };
    line.approved(SCORED, { ref: "refs/heads/dev", result, head: { gitCommit: madeUp("c1") } });
    const { reasons } = line.answer();
    expect(reasons.map(({ code }) => code)).toEqual(["gate.residual", "decision.ref"]);
  });

  it("is no rejection, no approval of something else, and nothing that is about other steps", () => {
    const line = unexplained();
    line.review(line.capture(SCORED, { ref: "refs/heads/dev" }), "dana", { decision: "hold" });
    line.approved(OTHER);
    expect(codes(line)).toEqual(["gate.residual"]);
    line.step([edit("ui/list.ts", "1", "2")]);
    line.approved([edit("ui/list.ts", "1", "2")], { ref: "refs/heads/dev" });
    expect(codes(line)).toEqual(["gate.residual", "gate.residual", "decision.ref"]);
  });
});
