import { describe, expect, it } from "vitest";
import { draft } from "./draft.testing.ts";
import { BOTH, LIST, LISTED, SCORE, SCORED, approve, covered, naiveCourt, requiring } from "./naive-court.testing.ts";
import { START, lines, setLine, withFile } from "./small-files.testing.ts";

const judge = naiveCourt();

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
