import { describe, expect, it } from "vitest";
import type { Entry } from "../change/entry.ts";
import type { BreakGlass } from "./break-glass.ts";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine, Otherwise } from "./drafted-line.testing.ts";
import { MAIN, START } from "./drafted-log.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { questionKey } from "./facts.ts";
import { edit, madeUp, treeOf } from "./made-up.testing.ts";
import { sameBaseOnLine } from "./satisfaction.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];
const LISTED = [edit("ui/list.ts", "1", "2")];

function demanding(...coverage: readonly string[]) {
  return draftedLine({ requirements: [{ ...ALGORITHM, coverage }] });
}

/** The leading code, and the class under which the newest row is covered. */
function outcome(line: DraftedLine, otherwise: Otherwise = {}) {
  const { code, edges } = line.answer(otherwise);
  return [code, edges.at(-1)?.class];
}

/** A line whose only step is approved by dana, with other things said of the approval. */
function approvedBy(
  options: Parameters<DraftedLine["review"]>[2] = {},
  landed: Parameters<DraftedLine["step"]>[1] = {},
) {
  const line = draftedLine();
  line.step(SCORED, landed);
  const change = line.capture(SCORED);
  line.review(change, "dana", options);
  return { line, change };
}

describe("an approval", () => {
  it("counts for its content under same-change, whatever landed before", () => {
    const line = demanding("same-change");
    for (const entries of [LISTED, SCORED]) {
      line.step(entries);
      line.approved(entries);
    }
    expect(outcome(line)).toEqual(["gate.allowed", "same-change"]);
  });

  it("counts under exact-tree only while nothing in scope landed since the approved base", () => {
    const line = demanding("exact-tree");
    line.step(SCORED);
    line.approved(SCORED);
    expect(outcome(line)).toEqual(["gate.allowed", "exact-tree"]);
    const moved = demanding("exact-tree");
    for (const entries of [LISTED, SCORED]) {
      moved.step(entries);
      moved.approved(entries);
    }
    expect(outcome(moved)).toEqual(["gate.class-not-accepted", undefined]);
    const undone = demanding("exact-tree");
    undone.step([]);
    undone.step(SCORED);
    undone.approved(SCORED);
    expect(outcome(undone)).toEqual(["gate.allowed", "exact-tree"]);
  });

  it("counts under exact-tree on a base beside the line where Git finds no difference, and not where nobody asked", () => {
    const line = demanding("exact-tree");
    line.step(SCORED);
    const base = { gitCommit: madeUp("beside"), gitTree: madeUp("tree beside") };
    const change = line.approved(SCORED, { base });
    const told = (same: boolean) => outcome(line, { answers: { sameBase: new Map([[questionKey(0, change), same]]) } });
    expect(told(true)).toEqual(["gate.allowed", "exact-tree"]);
    expect(told(false)).toEqual(["gate.class-not-accepted", undefined]);
    expect(outcome(line)).toEqual(["gate.class-not-accepted", undefined]);
  });

  it("counts under clean-merge only for what was merged, and under the first class that it meets", () => {
    const merge = (...coverage: readonly string[]) => {
      const line = demanding(...coverage);
      line.step(SCORED);
      const change = line.approved([edit("ranker/score.py", "0", "2")]);
      return outcome(line, { answers: { merges: new Map([[questionKey(0, change), SCORED]]) } });
    };
    expect(merge("clean-merge")).toEqual(["gate.allowed", "clean-merge"]);
    expect(merge("exact-tree", "clean-merge")).toEqual(["gate.allowed", "clean-merge"]);
    expect(merge("same-change")).toEqual(["gate.residual", undefined]);
    const exact = demanding("clean-merge");
    exact.step(SCORED);
    exact.approved(SCORED);
    expect(outcome(exact)).toEqual(["gate.class-not-accepted", undefined]);
    const both = demanding("exact-tree", "same-change");
    both.step(SCORED);
    both.approved(SCORED);
    expect(outcome(both)).toEqual(["gate.allowed", "exact-tree"]);
  });

  it("of another role is no answer to the requirement", () => {
    const line = draftedLine();
    line.step(SCORED);
    line.review(line.capture(SCORED), "nils");
    expect(outcome(line)).toEqual(["decision.missing", undefined]);
  });

  it("of equal content under a change that explains nothing here says nothing", () => {
    const line = draftedLine();
    line.step(SCORED);
    const change = line.capture(SCORED);
    line.review(change, "dana", { change: madeUp("another change") });
    expect(outcome(line)).toEqual(["decision.missing", undefined]);
  });

  it("B1: of somebody who landed the content, or has a part in any capture of it, does not count", () => {
    expect(outcome(approvedBy({}, { people: ["dana"] }).line)[0]).toBe("decision.not-independent");
    expect(outcome(approvedBy({}, { people: ["dora"] }).line)[0]).toBe("gate.allowed");
    const elsewhere = approvedBy().line;
    const contributors = [{ name: "Dana", email: "dana@oracle.example", as: ["dana"] }];
    elsewhere.capture(SCORED, { ref: "refs/heads/dev", contributors });
    expect(outcome(elsewhere)[0]).toBe("decision.not-independent");
  });

  it("B27: of somebody who pushed the content by an account of the host does not count", () => {
    const pushed = (account: string) => {
      const { line } = approvedBy();
      line.capture(SCORED, { pushers: [account] });
      return outcome(line)[0];
    };
    expect([pushed("github:2001"), pushed("github:1001")]).toEqual(["decision.not-independent", "gate.allowed"]);
  });

  it("A9: counts no more once it is revoked, rejected or held by its own organisation, until somebody of it approves again", () => {
    const after = (decision: "revoke" | "reject" | "hold") => {
      const { line, change } = approvedBy();
      line.review(change, "dora", { decision });
      const before = line.answer();
      line.review(change, "dora");
      return [before.decision, before.code, line.answer().code];
    };
    expect(after("revoke")).toEqual(["deny", "decision.revoked", "gate.allowed"]);
    expect(after("reject")).toEqual(["deny", "decision.rejected", "gate.allowed"]);
    expect(after("hold")).toEqual(["pending", "decision.held", "gate.allowed"]);
  });

  it("is of no use while another organisation speaks against the content", () => {
    const { line, change } = approvedBy();
    line.review(change, "nils", { decision: "hold" });
    expect(line.answer()).toMatchObject({ decision: "pending", code: "decision.held" });
    expect(line.answer().reasons.map(({ code }) => code)).toEqual(["decision.held"]);
  });

  it("B24: that has run out counts while a later receipt carries the step, and no other", () => {
    const ran = (receipt?: (line: DraftedLine) => void, approveAfter = false) => {
      const line = draftedLine();
      line.step(SCORED);
      const change = line.capture(SCORED);
      const conditions = { notAfter: "2026-11-22T11:00:00Z" };
      if (!approveAfter) line.review(change, "dana", { conditions });
      receipt?.(line);
      if (approveAfter) line.review(change, "dana", { conditions });
      return outcome(line)[0];
    };
    const c1 = madeUp("c1");
    expect(ran()).toBe("decision.expired");
    expect(ran((line) => line.receipt(c1))).toBe("gate.allowed");
    expect(ran((line) => line.receipt(c1), true)).toBe("decision.expired");
    expect(ran((line) => line.receipt(START))).toBe("decision.expired");
    expect(ran((line) => line.receipt(c1, { state: "failed" }))).toBe("decision.expired");
    expect(ran((line) => line.receipt(c1, { environment: "staging" }))).toBe("decision.expired");
    expect(ran((line) => line.receipt(c1, { ref: "refs/heads/dev" }))).toBe("decision.expired");
    expect(ran((line) => line.receipt(c1, { repository: { id: "github:1", uri: "" } }))).toBe("decision.expired");
  });

  it("that has run out is carried by the newest receipt alone, and not by one of an emergency", () => {
    const { line } = approvedBy({ conditions: { notAfter: "2026-11-22T11:00:00Z" } });
    const commit = madeUp("c1");
    const leaf = line.receipt(commit);
    const opened = (other: Partial<BreakGlass> = {}, at = leaf - 1) => {
      const place = { repository: { id: "github:123456", uri: "" }, ref: MAIN, commit, environment: "production-eu" };
      const record = { ...place, reason: "down", notAfter: "2026-11-22T10:00:00Z", id: "x", ...other };
      const { reasons } = line.answer({ log: { breakGlass: [{ leaf: at, id: "x", record, signers: [] }] } });
      return reasons.map(({ code }) => code);
    };
    expect(opened()).toEqual(["breakglass.organisations", "decision.expired"]);
    for (const other of [
      { repository: { id: "github:1", uri: "" } },
      { ref: "refs/heads/dev" },
      { commit: START },
      { environment: "staging" },
    ])
      expect(opened(other), JSON.stringify(other)).toEqual(["gate.allowed"]);
    expect(opened({}, leaf)).toEqual(["gate.allowed"]);
    line.receipt(START);
    expect(outcome(line)[0]).toBe("decision.expired");
  });
});

describe("whether a base has the content that a segment starts from", () => {
  const onLine = (steps: readonly (readonly Entry[])[], start: number, gitTree = treeOf(START)) => {
    const line = draftedLine();
    for (const entries of steps) line.step(entries);
    return sameBaseOnLine(line.facts(), start, { gitCommit: START, gitTree });
  };

  it("is told by the line where the base is on it, and by nobody else here where it is not", () => {
    expect(onLine([SCORED], 0)).toBe(true);
    expect(onLine([LISTED, SCORED], 1)).toBe(false);
    expect(onLine([[], SCORED], 1)).toBe(true);
    const line = draftedLine();
    const above = line.step(SCORED);
    expect(sameBaseOnLine(line.facts(), 0, { gitCommit: above, gitTree: treeOf(above) })).toBeUndefined();
    expect(sameBaseOnLine(line.facts(), 0, { gitCommit: madeUp("x"), gitTree: treeOf(START) })).toBeUndefined();
  });

  it("takes content that was taken back for what was there before", () => {
    expect(onLine([LISTED, [edit("ui/list.ts", "2", "1")], SCORED], 2)).toBe(true);
  });

  it("is denied where the record names another tree than the commit has", () => {
    expect(onLine([SCORED], 0, madeUp("another tree"))).toBe(false);
  });
});
