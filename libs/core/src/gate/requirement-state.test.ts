import { describe, expect, it } from "vitest";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine } from "./drafted-line.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { edit } from "./made-up.testing.ts";

const SCORE = "ranker/score.py";
const [THERE, BACK] = [[edit(SCORE, "1", "2")], [edit(SCORE, "2", "1")]];
const LISTED = [edit("ui/list.ts", "1", "2")];

/** The leading code, and the state of each row. */
function rows(line: DraftedLine): readonly string[] {
  const { code, edges } = line.answer();
  return [code, ...edges.map(({ state }) => state)];
}

/** Landed, reverted and, above a baseline, landed again; `approve` says who approved the content. */
function again(approve: (line: DraftedLine, change: string) => void, baseline = true): DraftedLine {
  const line = draftedLine();
  line.step(THERE);
  const change = line.capture(THERE);
  approve(line, change);
  const reverted = line.step(BACK);
  line.approved(BACK);
  if (baseline) line.baseline(reverted);
  line.step(THERE);
  return line;
}

describe("a requirement over a line", () => {
  it("A13: needs another approval for the same content that landed again", () => {
    expect(rows(again((line, change) => line.review(change, "dana"), false))).toEqual([
      "gate.approval-used",
      "covered",
      "covered",
      "denied",
    ]);
    const twice = again((line, change) => ["dana", "dora"].forEach((who) => line.review(change, who)), false);
    expect(rows(twice)).toEqual(["gate.approval-used", "covered", "covered", "denied"]);
    const anew = again((line, change) => ["dana", "dana"].forEach((who) => line.review(change, who)), false);
    expect(rows(anew)).toEqual(["gate.allowed", "covered", "covered", "covered"]);
  });

  it("A13: of what landed below a baseline one approval of everybody is used up, the oldest", () => {
    const by = (...people: readonly string[]) =>
      rows(again((line, change) => people.forEach((who) => line.review(change, who))));
    expect(by("dana")).toEqual(["gate.approval-used", "denied"]);
    expect(by("dana", "dora")).toEqual(["gate.approval-used", "denied"]);
    expect(by("dana", "dana")).toEqual(["gate.allowed", "covered"]);
    expect(by("nils")).toEqual(["decision.missing", "pending"]);
    const line = again((drafted, change) => drafted.review(change, "dana"));
    const [change] = line.contents().changes.map(({ record }) => record.change);
    const later = line.review(change ?? "", "dana");
    expect(line.answer().edges[0]?.approvals.map(({ leaf }) => leaf)).toEqual([later.leaf]);
  });

  it("A13: what somebody else decided, or decided otherwise, uses nothing up", () => {
    const line = again((drafted, change) => {
      drafted.review(change, "dana", { decision: "hold" });
      drafted.review(change, "dana");
    });
    expect(rows(line)).toEqual(["gate.approval-used", "denied"]);
  });

  it("uses up nothing of a run that reaches above the baseline", () => {
    const line = draftedLine();
    line.baseline(line.step(THERE));
    line.step([edit(SCORE, "2", "3")]);
    line.approved([edit(SCORE, "2", "3")]);
    line.approved([edit(SCORE, "1", "3")]);
    expect(rows(line)).toEqual(["gate.allowed", "covered"]);
  });

  it("takes a run for one change, and single steps where these are explained as well", () => {
    const line = draftedLine();
    line.step(THERE);
    line.step(LISTED);
    line.approved([...THERE, ...LISTED]);
    expect(rows(line)).toEqual(["gate.allowed", "covered"]);
    line.capture(THERE);
    expect(rows(line)).toEqual(["gate.allowed", "covered"]);
    const apart = draftedLine();
    for (const entries of [THERE, LISTED]) {
      apart.step(entries);
      apart.approved(entries);
    }
    expect(rows(apart)).toEqual(["gate.allowed", "covered", "covered"]);
  });

  it("needs nothing for steps of which it claims nothing", () => {
    const requirements = [{ ...ALGORITHM, paths: ["ranker/**"] }];
    const line = draftedLine({ requirements });
    line.step([]);
    expect(line.answer().requirements).toMatchObject([{ state: "NOT_APPLICABLE" }]);
    expect(rows(line)).toEqual(["gate.allowed", "not-applicable"]);
    line.step(LISTED);
    expect(rows(line)).toEqual(["gate.unclaimed", "not-applicable", "not-applicable"]);
    line.step(THERE);
    expect(line.answer().requirements).toMatchObject([{ state: "UNSATISFIED" }]);
    line.approved(THERE);
    expect(line.answer().requirements).toMatchObject([{ state: "SATISFIED" }]);
  });

  it("needs as many people as it counts, and takes the oldest approval of each", () => {
    const line = draftedLine({ requirements: [{ ...ALGORITHM, count: 2 }] });
    line.step(THERE);
    const change = line.capture(THERE);
    const dana = line.review(change, "dana");
    expect(rows(line)).toEqual(["decision.missing", "pending"]);
    line.review(change, "dana");
    expect(line.answer().reasons.map(({ code }) => code)).toEqual([
      "gate.requirement-unsatisfied",
      "decision.same-person",
    ]);
    const dora = line.review(change, "dora");
    expect(rows(line)).toEqual(["gate.allowed", "covered"]);
    const { approvals = [] } = line.answer().edges[0] ?? {};
    expect(approvals.map(({ leaf }) => leaf)).toEqual([dana.leaf, dora.leaf]);
  });

  it("says when an approval that carries a step ends", () => {
    const line = draftedLine();
    line.step(THERE);
    line.review(line.capture(THERE), "dana", { conditions: { notAfter: "2026-11-22T13:00:00Z" } });
    expect(line.answer().edges).toMatchObject([{ approvals: [{ notAfter: "2026-11-22T13:00:00Z" }] }]);
    const endless = draftedLine();
    endless.step(THERE);
    endless.approved(THERE);
    expect(endless.answer().edges[0]?.approvals[0]).not.toHaveProperty("notAfter");
  });
});

describe("H2: content whose approval was taken back", () => {
  /** Landed and approved, then spoken against, then taken out by an approved step. */
  function takenBack(speak: (line: DraftedLine, change: string) => void, out = BACK): DraftedLine {
    const line = draftedLine();
    line.step(THERE);
    const change = line.approved(THERE);
    speak(line, change);
    line.step(out);
    line.approved(out);
    return line;
  }

  it.each(["revoke", "reject", "hold"] as const)(
    "by %s: is no reason to deny once the candidate has it no more",
    (decision) => {
      const line = takenBack((drafted, change) => drafted.review(change, "dora", { decision }));
      expect(rows(line)).toEqual(["gate.allowed", "undone", "covered"]);
      expect(line.answer().requirements).toMatchObject([{ state: "SATISFIED" }]);
    },
  );

  it("is a reason while a part of it is still there", () => {
    const line = takenBack((drafted, change) => drafted.review(change, "dora", { decision: "revoke" }), LISTED);
    expect(rows(line)).toEqual(["decision.revoked", "denied", "covered"]);
  });

  it("that was never approved enough stays a reason", () => {
    const line = draftedLine({ requirements: [{ ...ALGORITHM, count: 2 }] });
    line.step(THERE);
    const change = line.approved(THERE);
    line.review(change, "dora", { decision: "revoke" });
    line.step(BACK);
    const back = line.approved(BACK);
    line.review(back, "dora");
    expect(rows(line)).toEqual(["decision.revoked", "denied", "covered"]);
  });

  it("that nobody spoke against is covered, not undone", () => {
    expect(rows(takenBack(() => {}))).toEqual(["gate.allowed", "covered", "covered"]);
  });

  it("that an approval without standing had let in is no content whose approval was taken back", () => {
    const line = draftedLine();
    line.step(THERE, { people: ["dana"] });
    const change = line.approved(THERE);
    line.review(change, "nils", { decision: "reject" });
    line.step(BACK);
    line.approved(BACK);
    expect(rows(line)[0]).toBe("decision.rejected");
  });

  it("that its organisation approved again is covered again, and its approvals are used up", () => {
    const line = takenBack((drafted, change) => drafted.review(change, "nils", { decision: "hold" }));
    line.step(THERE);
    const [change = ""] = line.contents().changes.map(({ record }) => record.change);
    line.review(change, "nils");
    expect(rows(line)).toEqual(["gate.approval-used", "covered", "covered", "denied"]);
  });
});
