import { describe, expect, it } from "vitest";
import { FORK, MAIN, RELEASE } from "./cast.testing.ts";
import { draft } from "./draft.testing.ts";
import type { Draft } from "./draft.testing.ts";
import {
  BOTH,
  LIST,
  LISTED,
  SCORE,
  SCORED,
  approve,
  covered,
  land,
  naiveCourt,
  requiring,
} from "./naive-court.testing.ts";
import { START, setLine } from "./small-files.testing.ts";
import type { WorldPolicy } from "./world.testing.ts";

const judge = naiveCourt();

describe("1. change after approval", () => {
  it("A1 another commit after the approval is residual, exactly its entries", () => {
    const w = covered();
    w.commit("h2", ["h1"], BOTH);
    expect(judge(w.world("h2"))).toMatchObject({ decision: "deny", code: "gate.residual", residual: [LIST] });
  });

  it.each(["same-change", "exact-tree", "clean-merge"] as const)(
    "A6 an amended message or an empty commit on top is allowed under %s",
    (coverage) => {
      const w = covered(requiring(coverage));
      w.commit("amended", ["c0"], SCORED, { author: "omar", subject: "other words" });
      w.commit("empty", ["amended"], SCORED);
      expect(judge(w.world("empty"))).toMatchObject({ decision: "allow", code: "gate.allowed", residual: [] });
    },
  );

  it.each([
    ["same-change", "allow", "gate.allowed"],
    ["exact-tree", "deny", "gate.class-not-accepted"],
    ["clean-merge", "allow", "gate.allowed"],
  ] as const)("A7 (a) base moved in another file, under %s: %s %s", (coverage, decision, code) => {
    const w = covered(requiring(coverage));
    land(w, "other", "c0", LISTED);
    w.commit("landed", ["other"], BOTH);
    expect(judge(w.world("landed"))).toMatchObject({ decision, code, residual: [] });
  });

  it.each([
    ["same-change", "deny", "gate.residual", [SCORE]],
    ["exact-tree", "deny", "gate.residual", [SCORE]],
    ["clean-merge", "allow", "gate.allowed", []],
  ] as const)(
    "A7 (b) base moved in the same file but merging cleanly, under %s: %s %s",
    (coverage, decision, code, residual) => {
      const w = covered(requiring(coverage));
      land(w, "other", "c0", setLine(START, SCORE, 8, 1));
      w.commit("landed", ["other"], setLine(SCORED, SCORE, 8, 1));
      expect(judge(w.world("landed"))).toMatchObject({ decision, code, residual });
    },
  );

  it.each(["same-change", "exact-tree", "clean-merge"] as const)(
    "A7 (c) a conflict solved by hand is residual under %s",
    (coverage) => {
      const w = covered(requiring(coverage));
      land(w, "other", "c0", setLine(START, SCORE, 2, 7));
      w.commit("landed", ["other"], setLine(START, SCORE, 2, 8));
      expect(judge(w.world("landed"))).toMatchObject({ decision: "deny", code: "gate.residual", residual: [SCORE] });
    },
  );

  it.each([
    ["reject", "deny", "decision.rejected"],
    ["hold", "pending", "decision.held"],
  ] as const)(
    "A10 a %s of one organisation is not cleared by another, but by its own approval",
    (decision, answer, code) => {
      const w = covered();
      w.review(1, "nils", { decision });
      w.review(1, "dora");
      expect(judge(w.world("h1"))).toMatchObject({ decision: answer, code, residual: [] });
      w.review(1, "nora");
      expect(judge(w.world("h1"))).toMatchObject({ decision: "allow" });
    },
  );

  it("A10 a hold restricted to another environment stops nothing here", () => {
    const w = covered();
    w.review(1, "nils", { decision: "hold", environments: ["staging"] });
    expect(judge(w.world("h1"))).toMatchObject({ decision: "allow" });
    expect(judge(w.world("h1", { environment: "staging" }))).toMatchObject({
      decision: "pending",
      code: "decision.held",
    });
  });

  it("A10 an approval by a contributor, for another environment, or under a revoked key lifts nothing", () => {
    const code = (lift: Parameters<Draft["review"]>[2], author: string, policy: Partial<WorldPolicy> = {}) => {
      const w = draft(policy);
      w.commit("h1", ["c0"], SCORED, { author });
      w.review(w.capture("c0", "h1"), "dana");
      w.review(1, "nils", { decision: "reject" });
      w.review(1, "nora", lift);
      return judge(w.world("h1")).code;
    };
    expect(code({}, "olga")).toBe("gate.allowed");
    expect(code({}, "nora")).toBe("decision.rejected");
    expect(code({ environments: ["staging"] }, "olga")).toBe("decision.rejected");
    expect(code({}, "olga", { revokedKeys: [{ person: "nora", fromEvent: 4 }] })).toBe("decision.rejected");
  });

  it("A11 rejected content stays rejected on another branch, captured and approved again", () => {
    const w = draft();
    w.commit("h1", ["c0"], SCORED);
    w.review(w.capture("c0", "h1"), "dana", { decision: "reject" });
    w.commit("again", ["c0"], SCORED, { author: "omar", subject: "something else" });
    w.review(w.capture("c0", "again"), "nils");
    expect(judge(w.world("again"))).toMatchObject({ decision: "deny", code: "decision.rejected" });
  });

  it("A13 a re-landed change needs a new approval, and an uncovered revert is residual", () => {
    const w = covered();
    w.commit("reverted", ["h1"], START);
    w.commit("again", ["reverted"], SCORED);
    expect(judge(w.world("reverted"))).toMatchObject({ code: "gate.residual", residual: [SCORE] });
    approve(w, "h1", "reverted");
    expect(judge(w.world("again"))).toMatchObject({ decision: "deny", code: "gate.approval-used", residual: [] });
    approve(w, "reverted", "again");
    expect(judge(w.world("again"))).toMatchObject({ decision: "allow" });
  });

  it("A13 an approval used below the settled commit is used", () => {
    const w = covered();
    land(w, "reverted", "h1", START);
    w.baseline("reverted");
    w.commit("again", ["reverted"], SCORED);
    expect(judge(w.world("again"))).toMatchObject({ decision: "deny", code: "gate.approval-used" });
  });

  it("A13 a change landed in pieces, reverted and landed again needs two approvals, also when all edges are one run", () => {
    const w = draft();
    w.commit("half", ["c0"], SCORED);
    approve(w, "c0", w.commit("h1", ["half"], BOTH));
    land(w, "reverted", "h1", START);
    w.commit("half again", ["reverted"], LISTED);
    w.commit("again", ["half again"], BOTH);
    expect(judge(w.world("reverted"))).toMatchObject({ decision: "allow" });
    expect(judge(w.world("again"))).toMatchObject({ decision: "deny", code: "gate.approval-used", residual: [] });
    approve(w, "c0", "h1");
    expect(judge(w.world("again"))).toMatchObject({ decision: "allow" });
  });

  it("A16 a rebase of which one step alone is the approved content leaves its other steps to nobody", () => {
    const w = draft();
    w.commit("debug", ["c0"], LISTED);
    w.commit("work", ["debug"], BOTH);
    approve(w, "c0", w.commit("h1", ["work"], SCORED));
    expect(judge(w.world("work"))).toMatchObject({ code: "gate.residual", residual: [LIST] });
    expect(judge(w.world("h1"))).toMatchObject({ decision: "deny", code: "gate.residual", residual: [LIST] });
  });

  it("A20 an earlier revision that was captured and never approved does not stand in the way of the later one", () => {
    const w = draft();
    w.capture("c0", w.commit("r1", ["c0"], SCORED));
    approve(w, "c0", w.commit("r2", ["r1"], BOTH));
    expect(judge(w.world("r1"))).toMatchObject({ decision: "pending", code: "decision.missing", residual: [] });
    expect(judge(w.world("r2"))).toMatchObject({ decision: "allow" });
    approve(w, "c0", "r1");
    expect(judge(w.world("r2"))).toMatchObject({ decision: "deny", code: "gate.residual", residual: [LIST] });
  });

  it("A21 an approval used below the settled commit by several commits together is used", () => {
    const w = draft();
    w.commit("half", ["c0"], SCORED);
    approve(w, "c0", w.commit("h1", ["half"], BOTH));
    w.baseline("h1");
    land(w, "reverted", "h1", START);
    w.commit("again", ["reverted"], BOTH);
    expect(judge(w.world("reverted"))).toMatchObject({ decision: "allow" });
    expect(judge(w.world("again"))).toMatchObject({ decision: "deny", code: "gate.approval-used" });
  });

  it("A14 a part of a change, and two changes in one squash, are residual; two commits are allowed", () => {
    const w = draft();
    approve(w, "c0", w.commit("h1", ["c0"], BOTH));
    w.commit("part", ["c0"], SCORED);
    expect(judge(w.world("part"))).toMatchObject({ code: "gate.residual", residual: [SCORE] });

    const two = covered();
    approve(two, "c0", two.commit("h2", ["c0"], LISTED));
    two.commit("squash", ["c0"], BOTH);
    expect(judge(two.world("squash"))).toMatchObject({ code: "gate.residual", residual: [SCORE, LIST] });
    two.commit("second", ["h1"], BOTH);
    expect(judge(two.world("second"))).toMatchObject({ decision: "allow" });
  });

  it("A15 a group commit on a wrong base shows the settled work that it drops", () => {
    const w = covered();
    w.baseline("h1");
    approve(w, "c0", w.commit("h2", ["c0"], LISTED));
    w.commit("group", ["h1"], LISTED);
    expect(judge(w.world("group"))).toMatchObject({ decision: "deny", code: "gate.residual", residual: [SCORE, LIST] });
  });

  it("A1 what comes and goes in two uncovered commits is residual in both", () => {
    const w = covered();
    w.baseline("h1");
    w.commit("came", ["h1"], BOTH);
    w.commit("went", ["came"], SCORED);
    expect(judge(w.world("went"))).toMatchObject({ decision: "deny", code: "gate.residual", residual: [LIST] });
  });

  it("A16 the middle of an approved rebase is residual, its end is allowed", () => {
    const w = draft();
    w.commit("one", ["c0"], setLine(START, SCORE, 2, 1));
    w.commit("two", ["one"], setLine(w.filesOf("one"), LIST, 1, 1));
    w.commit("three", ["two"], setLine(w.filesOf("two"), SCORE, 8, 1));
    approve(w, "c0", "three");
    expect(judge(w.world("two"))).toMatchObject({ decision: "deny", code: "gate.residual", residual: [SCORE, LIST] });
    expect(judge(w.world("three"))).toMatchObject({ decision: "allow" });
  });

  it("A18 a line from an older settled commit does not go forward, nor from before what was deployed", () => {
    const w = covered();
    w.commit("old", ["c0"], LISTED);
    approve(w, "c0", "old");
    expect(judge(w.world("old"))).toMatchObject({ decision: "allow" });
    const receipt = {
      kind: "deployment",
      repository: "github:123456",
      ref: MAIN,
      commit: "h1",
      environment: "production",
    } as const;
    w.append({ ...receipt, state: "failed" });
    expect(judge(w.world("old"))).toMatchObject({ decision: "allow" });
    w.append({ ...receipt, state: "succeeded" });
    expect(judge(w.world("old"))).toMatchObject({ decision: "deny", code: "gate.not-forward" });
    w.baseline("h1");
    expect(judge(w.world("old"))).toMatchObject({ decision: "deny", code: "gate.not-forward", residual: [] });
    expect(judge(w.world("h1")).reasons).toEqual(["gate.settled"]);
  });

  it("A19 a second landing after a covered revert is a used approval", () => {
    const w = covered();
    land(w, "reverted", "h1", START);
    w.commit("picked", ["reverted"], SCORED, { committer: "omar" });
    expect(judge(w.world("picked"))).toMatchObject({ decision: "deny", code: "gate.approval-used" });
  });
});

describe("1. approvals for something else", () => {
  it("A12 an approval for another ref counts where that ref is accepted", () => {
    const refs = (accepts: readonly string[]) => [
      { ref: MAIN, accepts },
      { ref: RELEASE, accepts: [] },
    ];
    const answer = (accepts: readonly string[]) => {
      const w = draft({ refs: refs(accepts) });
      w.commit("h1", ["c0"], SCORED);
      w.review(w.capture("c0", "h1", { ref: RELEASE }), "dana");
      return judge(w.world("h1"));
    };
    expect(answer([])).toMatchObject({
      code: "gate.residual",
      residual: [SCORE],
      reasons: ["decision.ref", "gate.residual"],
    });
    expect(answer([RELEASE])).toMatchObject({ decision: "allow" });
  });

  it("A12 an approval for another repository, or with another base, explains nothing", () => {
    const w = draft();
    w.commit("h1", ["c0"], SCORED);
    w.review(w.capture("c0", "h1", { repository: FORK }), "dana");
    expect(judge(w.world("h1")).reasons).toEqual(["decision.repository", "gate.residual"]);

    const based = draft();
    based.commit("h1", ["c0"], SCORED);
    based.commit("h2", ["h1"], BOTH);
    approve(based, "h1", "h2");
    based.commit("landed", ["c0"], BOTH);
    expect(judge(based.world("landed"))).toMatchObject({
      code: "gate.residual",
      reasons: ["decision.base", "gate.residual"],
    });
  });
});
