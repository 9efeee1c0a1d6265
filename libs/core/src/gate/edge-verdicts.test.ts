import { describe, expect, it } from "vitest";
import { exampleWith } from "../policy/example.testing.ts";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine } from "./drafted-line.testing.ts";
import { START } from "./drafted-log.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { edit, madeUp } from "./made-up.testing.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];
const LISTED = [edit("ui/list.ts", "1", "2")];
const GUARDED = { ...ALGORITHM, id: "guarded", role: "data-guard" };

/** A line under the oracle's requirement and another one. */
function twoRequirements(second: object = {}): DraftedLine {
  return draftedLine({
    requirements: [{ ...ALGORITHM }, { ...GUARDED, ...second }],
    environments: [{ id: "production-eu", requires: ["algorithm", "guarded"], freshness: "PT24H" }],
  });
}

function states(line: DraftedLine): readonly string[] {
  return line.answer().edges.map(({ state }) => state);
}

describe("the rows of an answer", () => {
  it("are one for each step, oldest first, with the residual of those that nothing explains", () => {
    const line = draftedLine();
    const first = line.step(SCORED);
    line.approved(SCORED);
    const second = line.step([edit("a", undefined, "1"), edit("b", "1", undefined), edit("c", "1", "2")]);
    expect(line.answer().edges).toMatchObject([
      { from: START, to: first, state: "covered", class: "same-change", residual: [] },
      {
        from: first,
        to: second,
        state: "denied",
        approvals: [],
        residual: [
          { path: "a", status: "added" },
          { path: "b", status: "deleted" },
          { path: "c", status: "modified" },
        ],
      },
    ]);
    expect(line.answer().edges[1]).not.toHaveProperty("class");
  });

  it("are one for a run that stands for one change", () => {
    const line = draftedLine();
    line.step(SCORED);
    const last = line.step(LISTED);
    line.approved([...SCORED, ...LISTED]);
    expect(line.answer().edges).toMatchObject([{ from: START, to: last, state: "covered" }]);
  });

  it("are shared by requirements that took the line apart alike, and name everybody who approved once", () => {
    const line = twoRequirements();
    line.step(SCORED);
    const change = line.capture(SCORED);
    expect(states(line)).toEqual(["pending"]);
    line.review(change, "dana");
    expect(states(line)).toEqual(["pending"]);
    line.review(change, "nils");
    const { edges } = line.answer();
    expect(edges).toMatchObject([{ state: "covered" }]);
    expect(edges[0]?.approvals.map(({ person, role }) => [person, role])).toEqual([
      ["dana", "oracle"],
      ["nils", "data-guard"],
    ]);
    const same = twoRequirements({ role: "oracle" });
    same.step(SCORED);
    same.approved(SCORED);
    expect(same.answer().edges[0]?.approvals).toHaveLength(1);
  });

  it("are each requirement's own where they took the line apart differently", () => {
    const line = twoRequirements({ paths: ["ui/**"] });
    line.step(SCORED);
    line.step(LISTED);
    line.approved([...SCORED, ...LISTED]);
    line.review(line.capture(LISTED), "nils");
    const rows = line.answer().edges.map(({ from, to, state }) => [from, to, state]);
    const [c1, c2] = [madeUp("c1"), madeUp("c2")];
    expect(rows).toEqual([
      [START, c1, "denied"],
      [c1, c2, "pending"],
    ]);
    const apart = twoRequirements({ paths: ["ui/**"] });
    apart.step(SCORED);
    apart.step(LISTED);
    apart.step([edit("b", "1", "2")]);
    const run = apart.approved([edit("b", "1", "2"), ...LISTED]);
    apart.review(run, "nils");
    apart.approved(SCORED);
    expect(apart.answer().edges.map(({ from, to, state }) => [from, to, state])).toEqual([
      [START, c1, "covered"],
      [c1, madeUp("c3"), "covered"],
    ]);
  });

  it("wait where all that is open waits, and are denied where something of it is", () => {
    const line = twoRequirements();
    line.step(SCORED);
    const change = line.capture(SCORED);
    line.review(change, "nils", { decision: "hold" });
    expect(states(line)).toEqual(["pending"]);
    line.review(change, "dana", { decision: "reject" });
    expect(states(line)).toEqual(["denied"]);
    const refused = twoRequirements();
    refused.step(SCORED);
    refused.review(refused.capture(SCORED), "dana", { conditions: { notAfter: "2026-11-22T11:00:00Z" } });
    expect(states(refused)).toEqual(["denied"]);
    expect(refused.answer().code).toBe("decision.expired");
  });

  it("do not apply where no requirement claims anything, and are covered where one does", () => {
    const line = twoRequirements({ paths: ["ui/**"] });
    line.step([]);
    expect(states(line)).toEqual(["not-applicable"]);
    line.step(SCORED);
    line.approved(SCORED);
    expect(states(line)).toEqual(["not-applicable", "covered"]);
  });

  it("are undone where one requirement's approval was taken back and the content is gone", () => {
    const line = twoRequirements({ paths: ["ui/**"] });
    line.step(SCORED);
    const change = line.approved(SCORED);
    line.review(change, "dora", { decision: "revoke" });
    line.step([edit("ranker/score.py", "2", "1")]);
    line.approved([edit("ranker/score.py", "2", "1")]);
    expect(states(line)).toEqual(["undone", "covered"]);
  });
});

describe("what stands between a step and its deployment whoever approved", () => {
  it("E9: an entry that no requirement of the policy claims, be the requirement asked for or not", () => {
    const requirements = [
      { ...ALGORITHM, paths: ["ranker/**"] },
      { ...GUARDED, paths: ["ui/**"] },
    ];
    const line = draftedLine({ requirements });
    line.step([edit("docs/\u001b", "1", "2"), ...SCORED, ...LISTED]);
    line.approved([edit("docs/\u001b", "1", "2"), ...SCORED, ...LISTED]);
    const { code, reasons } = line.answer();
    expect(code).toBe("gate.unclaimed");
    expect(reasons[0]?.message).toContain('claims "docs/\\u001b", changed');
  });

  it("D11: a submodule that moves, comes or goes without being named", () => {
    const moved = (from: string | undefined, to: string | undefined, submodules: readonly string[] = []) => {
      const named = submodules.map((path) => ({ path, repository: "github:123456" }));
      const { repositories } = exampleWith("repositories.0.submodules", named);
      const line = draftedLine({ repositories });
      const entries = [edit("lib/x", from, to, "160000")];
      line.step(entries);
      line.approved(entries);
      return line.answer().code;
    };
    expect([moved("1", "2"), moved(undefined, "2"), moved("1", undefined)]).toEqual(Array(3).fill("gate.submodule"));
    expect(moved("1", "2", ["lib/x"])).toBe("gate.allowed");
    expect(moved("1", "2", ["lib"])).toBe("gate.submodule");
  });

  it("B5: somebody whom the policy does not know, where the step changes anything in scope", () => {
    const unknown = [{ name: "Eve", email: "eve@elsewhere.example" }];
    const line = draftedLine();
    line.step([], { unknown });
    expect(line.answer().code).toBe("gate.allowed");
    line.step(SCORED, { unknown });
    line.approved(SCORED);
    expect(line.answer()).toMatchObject({ decision: "error", code: "change.contributor-unresolved" });
    line.baseline(madeUp("c2"));
    expect(line.answer().code).toBe("gate.allowed");
  });
});
