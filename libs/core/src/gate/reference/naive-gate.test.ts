import { tempFolder } from "@countersign/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { DAY, FORK, MAIN, NOON, RELEASE } from "./cast.testing.ts";
import { draft } from "./draft.testing.ts";
import type { Draft } from "./draft.testing.ts";
import { judgeNaively } from "./naive-gate.testing.ts";
import { openNaiveGit } from "./naive-git.testing.ts";
import { START, lines, removeLine, setLine, withFile, withoutFile } from "./small-files.testing.ts";
import { recordedEvents } from "./world.testing.ts";
import { linkTo } from "./world-content.testing.ts";
import type { Files, World, WorldPolicy } from "./world.testing.ts";

const folder = tempFolder();
afterAll(() => folder[Symbol.dispose]());

const SCORE = "ranker/score.py";
const LIST = "ui/list.ts";
const SCORED = setLine(START, SCORE, 2, 1);
const LISTED = setLine(START, LIST, 1, 1);
const BOTH = setLine(SCORED, LIST, 1, 1);

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

describe("2. who counts", () => {
  it("B1 B2 B3 B27 nobody counts whose work is in the landed commits or in any capture of the digest", () => {
    const answer = (options: Parameters<Draft["commit"]>[3]) => {
      const w = draft();
      w.commit("h1", ["c0"], SCORED);
      w.review(w.capture("c0", "h1"), "dora");
      w.commit("landed", ["c0"], SCORED, options);
      return judge(w.world("landed")).code;
    };
    expect(answer({ author: "dana" })).toBe("gate.allowed");
    expect(answer({ author: "dora" })).toBe("decision.not-independent");
    expect(answer({ committer: "dora" })).toBe("decision.not-independent");
    expect(answer({ coAuthor: "dora" })).toBe("decision.not-independent");

    const again = covered();
    again.commit("first", ["c0"], SCORED, { author: "dana" });
    again.capture("c0", "first", { ref: RELEASE });
    expect(judge(again.world("h1"))).toMatchObject({ decision: "deny", code: "decision.not-independent" });
  });

  it("B7 two people are needed where two are asked for, and one who approves twice is one", () => {
    const w = covered({
      requirements: [{ id: "algorithm", paths: ["**"], role: "oracle", count: 2, coverage: ["same-change"] }],
    });
    expect(judge(w.world("h1"))).toMatchObject({ decision: "pending", code: "decision.missing" });
    w.review(1, "dana");
    const twice = judge(w.world("h1"));
    expect(twice).toMatchObject({
      decision: "deny",
      reasons: ["decision.same-person", "gate.requirement-unsatisfied"],
    });
    w.review(1, "dora");
    expect(judge(w.world("h1"))).toMatchObject({ decision: "allow" });
  });

  it("A9 B10 B24 withdrawn, expired, elsewhere, voided or under a revoked key, an approval does not count", () => {
    const only = (options: Parameters<Draft["review"]>[2], policy: Partial<WorldPolicy> = {}) => {
      const w = draft(policy);
      w.commit("h1", ["c0"], SCORED);
      w.review(w.capture("c0", "h1"), "dana", options);
      return judge(w.world("h1"));
    };
    expect(only({ environments: ["staging"] }).reasons).toEqual([
      "decision.environment",
      "gate.requirement-unsatisfied",
    ]);
    expect(only({ notAfter: NOON }).code).toBe("gate.allowed");
    expect(only({ notAfter: NOON - DAY }).code).toBe("decision.expired");
    expect(only({}, { revokedKeys: [{ person: "dana", fromEvent: 2 }] }).code).toBe("decision.key-revoked");
    expect(only({}, { revokedKeys: [{ person: "dana", fromEvent: 3 }] }).code).toBe("gate.allowed");
    expect(only({}, { void: [2] })).toMatchObject({ decision: "pending", code: "decision.missing" });
    const w = covered();
    w.review(1, "dora", { decision: "revoke" });
    expect(judge(w.world("h1")).code).toBe("decision.revoked");
    w.review(1, "dora");
    expect(judge(w.world("h1")).code).toBe("gate.allowed");
  });
});

describe("3. graph tricks", () => {
  it("C1 an unreviewed branch posing as an update is residual", () => {
    const w = covered();
    w.commit("side", ["c0"], LISTED);
    w.commit("update", ["h1", "side"], BOTH);
    w.commit("landed", ["c0", "update"], BOTH);
    expect(judge(w.world("landed"))).toMatchObject({
      decision: "deny",
      code: "gate.residual",
      residual: [SCORE, LIST],
    });
  });

  it("C2 an evil merge is residual: what it adds, or what it drops", () => {
    const w = draft();
    w.baseline(w.commit("fix", ["c0"], LISTED));
    approve(w, "c0", w.commit("h1", ["c0"], SCORED));
    w.commit("adds", ["fix", "h1"], setLine(BOTH, "serving/io.ts", 3, 1));
    w.commit("drops", ["fix", "h1"], SCORED);
    expect(judge(w.world("adds"))).toMatchObject({ code: "gate.residual", residual: [SCORE, "serving/io.ts"] });
    expect(judge(w.world("drops"))).toMatchObject({ code: "gate.residual", residual: [SCORE, LIST] });
  });

  it("C3 octopus merges and new roots are errors", () => {
    const w = covered();
    w.commit("side", ["c0"], START);
    w.commit("octopus", ["c0", "h1", "side"], SCORED);
    expect(judge(w.world("octopus"))).toMatchObject({ decision: "error", code: "git.octopus" });
    w.commit("orphan", [], {});
    w.commit("joined", ["h1", "orphan"], SCORED);
    expect(judge(w.world("joined"))).toMatchObject({ decision: "error", code: "git.new-root" });
  });

  it("C5 a settled commit on no line of the candidate settles nothing, and behind a second parent it joins a new root", () => {
    const w = draft();
    w.commit("root", [], START);
    w.commit("side", ["root", "c0"], START);
    expect(judge(w.world("side"))).toMatchObject({ decision: "error", code: "git.new-root" });
    expect(judge(w.world("root"))).toMatchObject({ decision: "deny", code: "gate.no-settled-ancestor" });
  });

  it.each(["same-change", "clean-merge"] as const)(
    "C6 content below the approved base is residual under %s",
    (coverage) => {
      const w = draft(requiring(coverage));
      w.commit("below", ["c0"], withFile(START, "ranker/evil.py", lines("e", 3)));
      w.commit("head", ["below"], setLine(w.filesOf("below"), SCORE, 2, 1));
      approve(w, "below", "head");
      w.commit("landed", ["c0", "head"], w.filesOf("head"));
      const residual = ["ranker/evil.py", SCORE];
      expect(judge(w.world("landed"))).toMatchObject({ decision: "deny", code: "gate.residual", residual });
    },
  );

  it.each(["same-change", "exact-tree", "clean-merge"] as const)(
    "C25 reviewed content dropped by a clean merge is residual under %s",
    (coverage) => {
      const w = draft(requiring(coverage));
      w.commit("guard", ["c0"], setLine(START, SCORE, 8, 1));
      w.commit("head", ["guard"], setLine(w.filesOf("guard"), LIST, 1, 1));
      approve(w, "c0", "head");
      w.commit("ours", ["c0", "guard"], START);
      expect(judge(w.world("ours"))).toMatchObject({ decision: "allow" });
      w.commit("landed", ["ours", "head"], LISTED);
      expect(judge(w.world("landed"))).toMatchObject({ decision: "deny", code: "gate.residual", residual: [LIST] });
    },
  );

  it("C26 a foxtrot loses the settled tip from the first-parent line", () => {
    const w = covered();
    w.baseline("h1");
    w.commit("side", ["c0"], LISTED);
    w.commit("foxtrot", ["side", "h1"], BOTH);
    expect(judge(w.world("foxtrot"))).toMatchObject({ decision: "deny", code: "gate.not-forward", residual: [] });
  });
});

describe("scope, requirements and questions", () => {
  it("E3 E10 an edit outside the scope needs nothing, one of .gitattributes does anywhere", () => {
    const w = draft();
    w.commit("docs", ["c0"], setLine(START, "docs/a.md", 1, 1));
    expect(judge(w.world("docs"))).toMatchObject({ decision: "allow", reasons: [] });
    w.commit("steering", ["docs"], withFile(START, "docs/.gitattributes", "# nothing\n"));
    expect(judge(w.world("steering"))).toMatchObject({ code: "gate.residual", residual: ["docs/.gitattributes"] });
  });

  it("E7 E16 a link or submodule is in scope where it lies, as the folder that it stands for, and where it leads", () => {
    const w = draft({ scope: { include: ["ranker/**", "serving/*"], exclude: ["docs/**"] } });
    const residualOf = (path: string, content: string, files: Files = START) => {
      const name = w.commit(`c${w.commits.length}`, ["c0"], withFile(files, path, content));
      return judge(w.world(name)).residual;
    };
    const isIn = (path: string, target: string) => residualOf(path, linkTo(target)).includes(path);
    for (const target of ["../ranker/score.py", "../ranker", "..", "..\\serving", "x/../../ranker/new", "./../ranker/"])
      expect(isIn("docs/l", target), target).toBe(true);
    for (const target of ["a.md", "../ui", "../../ranker", "/ranker", "C:/ranker", "../.git/ranker", "../serving/a/b"])
      expect(isIn("docs/l", target), target).toBe(false);
    expect(isIn("ranker/l", "/etc/passwd")).toBe(true);
    expect(residualOf("serving", linkTo("ui"), withoutFile(START, "serving/io.ts"))).toEqual([
      "serving",
      "serving/io.ts",
    ]);
    expect(residualOf("serving", "a file\n", withoutFile(START, "serving/io.ts"))).toEqual(["serving/io.ts"]);
  });

  it("E9 an entry that no requirement claims is denied, and D11 so is a submodule that may not move", () => {
    const ranker = [
      { id: "algorithm", paths: ["ranker/**"], role: "oracle", count: 1, coverage: ["same-change"] },
    ] as const;
    const w = draft({ requirements: ranker });
    w.commit("h1", ["c0"], LISTED);
    expect(judge(w.world("h1"))).toMatchObject({ decision: "deny", code: "gate.unclaimed", residual: [] });

    const linked = withFile(START, "vendor/lib", `gitlink ${"1".repeat(40)}`);
    const moved = withFile(START, "vendor/lib", `gitlink ${"2".repeat(40)}`);
    const code = (submodules: readonly string[]) => {
      const s = draft({ submodules }, { files: linked });
      approve(s, "c0", s.commit("h1", ["c0"], moved));
      return judge(s.world("h1")).code;
    };
    expect([code([]), code(["vendor/lib"])]).toEqual(["gate.submodule", "gate.allowed"]);
  });

  it("D24 a class that no step has alone is asked for at the step with which it is complete", () => {
    const w = draft({
      requirements: [
        { id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: ["same-change"] },
        { id: "egress", paths: ["**"], classes: ["egress"], role: "data-guard", count: 1, coverage: ["same-change"] },
      ],
      environments: [{ id: "production", requires: ["algorithm", "egress"] }],
    });
    const changes = [1, 2, 3].map((line) => {
      const base = line === 1 ? "c0" : `h${line - 1}`;
      w.commit(`h${line}`, [base], setLine(w.filesOf(base), SCORE, line, 1));
      const change = w.capture(base, `h${line}`);
      w.review(change, "dana");
      return change;
    });
    expect(judge(w.world("h1")).code).toBe("gate.allowed");
    expect(judge(w.world("h2"))).toMatchObject({ decision: "pending", code: "decision.missing" });
    expect(judge(w.world("h3"))).toMatchObject({ decision: "pending", code: "decision.missing" });
    w.review(changes[1] ?? -1, "nils");
    expect(judge(w.world("h3"))).toMatchObject({ decision: "allow", code: "gate.allowed" });
    w.commit("h4", ["h3"], setLine(w.filesOf("h3"), SCORE, 4, 1));
    approve(w, "h3", "h4");
    expect(judge(w.world("h4")).code).toBe("decision.missing");
  });

  it("B26 a baseline settles a requirement only when its role and the operator signed", () => {
    const code = (signers: readonly string[], ids = ["algorithm"]) => {
      const w = draft();
      w.commit("h1", ["c0"], SCORED);
      w.append({ kind: "baseline", repository: "github:123456", ref: MAIN, commit: "h1", requirements: ids, signers });
      return judge(w.world("h1")).code;
    };
    expect(code(["olga", "dana"])).toBe("gate.allowed");
    expect(code(["olga", "nils"])).toBe("gate.residual");
    expect(code(["dana"])).toBe("gate.residual");
    expect(code(["olga", "dana"], [])).toBe("gate.residual");
  });

  it("H8 nothing required, nothing to check; E13 F11 unknown names and a stale log", () => {
    const w = covered();
    expect(judge(w.world("h1", { environment: "sandbox" })).reasons).toEqual(["gate.nothing-required"]);
    expect(judge(w.world("c0")).reasons).toEqual(["gate.settled"]);
    expect(judge(w.world("h1", { environment: "Production" }))).toMatchObject({
      decision: "error",
      code: "usage.environment",
    });
    expect(judge(w.world("h1", { repository: "github:1" }))).toMatchObject({
      decision: "error",
      code: "policy.repository",
    });
    expect(judge(w.world("h1", { ref: "main" }))).toMatchObject({ decision: "error", code: "policy.ref" });
    expect(judge(w.world("h1", { now: NOON + DAY })).decision).toBe("allow");
    expect(judge(w.world("h1", { now: NOON + DAY + 1 }))).toMatchObject({ decision: "deny", code: "log.stale" });
  });

  it("H3 H4 an emergency exit of both sides allows one commit, covers nothing, and waits for the review of the one before", () => {
    const w = covered();
    const x = w.commit("x", ["h1"], BOTH);
    const y = w.commit("y", [x], removeLine(BOTH, LIST, 2));
    const open = (commit: string, signers: readonly string[] = ["olga", "dana"], notAfter = NOON + 3600) =>
      w.append({ ...EMERGENCY, commit, signers, notAfter });
    const denied = (code: string) => ({ decision: "deny", code, residual: [LIST] });
    expect(judge(w.world(x))).toMatchObject(denied("gate.residual"));
    open(x, ["olga", "omar"]);
    expect(judge(w.world(x))).toMatchObject(denied("breakglass.organisations"));
    const first = open(x);
    expect(judge(w.world(x))).toMatchObject({ decision: "allow", code: "gate.break-glass", residual: [LIST] });
    expect(judge(w.world(x, { time: NOON + 3601, now: NOON + 3601 }))).toMatchObject(denied("breakglass.expired"));
    expect(judge(w.world(y))).toMatchObject(denied("gate.residual"));
    expect(judge(w.world(y)).reasons).toContain("breakglass.commit");
    open(y);
    expect(judge(w.world(y))).toMatchObject(denied("breakglass.review-overdue"));
    w.append({ kind: "closing", about: first, person: "dana" });
    open(y);
    expect(judge(w.world(y))).toMatchObject(denied("breakglass.review-overdue"));
    w.append({ kind: "closing", about: first, person: "nils" });
    w.append({ kind: "closing", about: first + 1, person: "nils" });
    w.append({ kind: "closing", about: first + 3, person: "nils" });
    open(y);
    expect(judge(w.world(y))).toMatchObject({ decision: "allow", code: "gate.break-glass" });
    expect(judge(w.world(y, { now: NOON + DAY + 1 }))).toMatchObject({ decision: "deny", code: "log.stale" });
  });

  it("B24 expiry does not undo what a later receipt carries, unless it was an emergency", () => {
    const w = draft();
    w.commit("h1", ["c0"], SCORED);
    const h1 = w.capture("c0", "h1");
    const { repository, ref, environment } = EMERGENCY;
    const receipt = (commit: string) =>
      w.append({ kind: "deployment", repository, ref, environment, commit, state: "succeeded" });
    receipt("h1");
    w.review(h1, "dana", { notAfter: NOON - DAY });
    const expired = { decision: "deny", code: "decision.expired" };
    expect(judge(w.world("h1"))).toMatchObject(expired);
    w.append({ ...EMERGENCY, commit: "h1", signers: ["olga", "dana"], notAfter: NOON - DAY });
    receipt("h1");
    expect(judge(w.world("h1"))).toMatchObject({ decision: "deny", code: "breakglass.expired" });
    const above = w.commit("above", ["h1"], SCORED);
    expect(judge(w.world(above))).toMatchObject(expired);
    receipt(above);
    expect(judge(w.world(above))).toMatchObject({ decision: "allow", code: "gate.allowed" });
    w.review(h1, "dana", { decision: "revoke" });
    expect(judge(w.world(above))).toMatchObject({ decision: "deny", code: "decision.revoked" });
  });

  it("a capture that conflicts, or touches nothing in scope, is no capture", () => {
    const w = covered();
    w.commit("other", ["c0"], setLine(START, SCORE, 2, 7));
    w.review(w.capture("h1", "other"), "dana");
    w.commit("landed", ["h1"], setLine(START, SCORE, 2, 7));
    expect(judge(w.world("landed"))).toMatchObject({ code: "gate.residual", residual: [SCORE] });
    w.review(w.capture("c0", "c0"), "dana");
    expect(judge(w.world("h1")).decision).toBe("allow");
  });

  it("what is no capture is no leaf, nor are its reviews", () => {
    const w = draft();
    w.commit("h1", ["c0"], SCORED);
    approve(w, "c0", "h1");
    approve(w, "h1", "c0");
    approve(w, "c0", "h1");
    expect(recordedEvents(w.world("h1"), ({ base }) => base === "c0")).toEqual([0, 1, 2, 5, 6]);
  });

  it("deleted lines and files are content like any other", () => {
    const w = draft();
    approve(w, "c0", w.commit("h1", ["c0"], removeLine(START, SCORE, 4)));
    w.commit("gone", ["h1"], withoutFile(w.filesOf("h1"), LIST));
    expect(judge(w.world("gone"))).toMatchObject({ code: "gate.residual", residual: [LIST] });
  });
});

/** `h1` edits one line of the ranker on c0; dana approves it as event 1. */
const EMERGENCY = {
  kind: "break-glass",
  repository: "github:123456",
  ref: MAIN,
  environment: "production",
  reason: "the feed is down",
} as const;

function covered(policy: Partial<WorldPolicy> = {}): Draft {
  const w = draft(policy);
  approve(w, "c0", w.commit("h1", ["c0"], SCORED));
  return w;
}

function approve(w: Draft, base: string, head: string): void {
  w.review(w.capture(base, head), "dana");
}

/** Commits on `base`, captures and approves. */
function land(w: Draft, name: string, base: string, files: Files): void {
  approve(w, base, w.commit(name, [base], files));
}

function requiring(coverage: WorldPolicy["requirements"][number]["coverage"][number]): Partial<WorldPolicy> {
  return { requirements: [{ id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: [coverage] }] };
}

function judge(world: World): ReturnType<typeof judgeNaively> {
  const [git] = openNaiveGit(folder.path, [world]);
  if (git === undefined) throw new RangeError("no git for this world");
  return judgeNaively(world, git);
}
