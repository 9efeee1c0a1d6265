import { describe, expect, it } from "vitest";
import { DAY, MAIN, NOON } from "./cast.testing.ts";
import { draft } from "./draft.testing.ts";
import { BOTH, EMERGENCY, LIST, LISTED, SCORE, SCORED, approve, covered, naiveCourt } from "./naive-court.testing.ts";
import { START, removeLine, setLine, withFile, withoutFile } from "./small-files.testing.ts";
import { linkTo } from "./world-content.testing.ts";
import { recordedEvents } from "./world.testing.ts";
import type { Files } from "./world.testing.ts";

const judge = naiveCourt();

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
