import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Judgement } from "./judge-deployment.ts";
import { decisionMark, markOf, planAnswer, spellComment } from "./plan-answer.ts";
import type { SaidBefore } from "./plan-answer.ts";

const DAY = 86_400;
const ALLOW: Judgement = { decision: "allow", code: "gate.allowed", waitsFor: [], size: 9 };
const DENY: Judgement = { ...ALLOW, decision: "deny", code: "decision.rejected" };
const PENDING: Judgement = { ...ALLOW, decision: "pending", code: "decision.missing", waitsFor: ["oracle"] };
const ERROR: Judgement = { ...ALLOW, decision: "error", code: "capture.unreachable" };
const SAID: SaidBefore = {
  asked: 1_000,
  decision: undefined,
  answered: false,
  stands: false,
  validUntil: undefined,
  failingSince: undefined,
  tried: undefined,
  refusals: 0,
  reports: 0,
  reported: undefined,
};

const plan = (judged: Judgement, said: Partial<SaidBefore> = {}, age = 5) =>
  planAnswer(judged, { ...SAID, ...said }, SAID.asked + age);

describe("an answer", () => {
  it("approves what is allowed and rejects what is denied, with the code and what to do", () => {
    expect(plan(ALLOW)).toMatchObject({ act: "decide", decision: "approved", code: "gate.allowed" });
    expect(plan(DENY)).toMatchObject({ act: "decide", decision: "rejected", code: "decision.rejected" });
  });

  it("is a report, and no decision, for what is pending or cannot be judged", () => {
    expect(plan(PENDING)).toEqual({ act: "report", text: "Countersign waits for oracle (decision.missing)." });
    expect(plan(ERROR)).toMatchObject({ act: "report" });
    expect(plan(PENDING, { reported: "Countersign waits for oracle (decision.missing)." })).toEqual({ act: "nothing" });
  });

  it("G15: keeps two of ten reports for the last day, and sends no eleventh", () => {
    expect([7, 8, 9].map((reports) => plan(PENDING, { reports }).act)).toEqual(["report", "nothing", "nothing"]);
    const late = [8, 9, 10].map((reports) => plan(PENDING, { reports }, 28 * DAY).act);
    expect(late).toEqual(["report", "report", "nothing"]);
  });

  it("G15: is a rejection with its own code on day 29, and never an approval by waiting", () => {
    for (const judged of [PENDING, ERROR]) {
      expect(plan(judged, { reports: 10 }, 29 * DAY - 1)).toEqual({ act: "nothing" });
      expect(plan(judged, {}, 29 * DAY)).toMatchObject({ decision: "rejected", code: "github.deployment-expired" });
    }
    expect(plan(ALLOW, {}, 29 * DAY)).toMatchObject({ decision: "approved" });
  });

  it("is said once, said again where nobody knows whether it was taken, and taken back where it does not hold", () => {
    const approved = { decision: "approved", answered: true, stands: true } as const;
    expect(plan(ALLOW, approved)).toEqual({ act: "nothing" });
    expect(plan(ALLOW, { ...approved, answered: false })).toMatchObject({ act: "decide", decision: "approved" });
    for (const judged of [DENY, PENDING]) expect(plan(judged, approved)).toMatchObject({ decision: "rejected" });
    // What cannot be judged at the moment was allowed, and nothing speaks against it.
    expect(plan(ERROR, approved)).toEqual({ act: "nothing" });
  });

  it("G15: is taken back where it cannot be judged beyond its verdict, or for an hour without one", () => {
    const approved = { decision: "approved", answered: true, stands: true } as const;
    const until = { ...approved, validUntil: SAID.asked + 900 };
    expect([899, 900].map((age) => plan(ERROR, until, age).act)).toEqual(["nothing", "decide"]);
    expect(plan(ERROR, until, 900)).toMatchObject({ decision: "rejected", code: "capture.unreachable" });
    const since = { ...approved, failingSince: SAID.asked };
    expect([3_599, 3_600].map((age) => plan(ERROR, since, age).act)).toEqual(["nothing", "decide"]);
  });

  it("G7: is repeated once an hour where GitHub keeps refusing it", () => {
    const tried = SAID.asked;
    expect([2, 3].map((refusals) => plan(DENY, { refusals, tried }).act)).toEqual(["decide", "nothing"]);
    expect(plan(DENY, { refusals: 3, tried }, 3_600).act).toBe("decide");
  });

  it("is approved only where the gate allows", () => {
    const said = fc.record({
      asked: fc.integer({ min: 0, max: 40 * DAY }),
      decision: fc.constantFrom(undefined, "approved" as const, "rejected" as const),
      answered: fc.boolean(),
      stands: fc.boolean(),
      validUntil: fc.option(fc.nat(), { nil: undefined }),
      failingSince: fc.option(fc.nat(), { nil: undefined }),
      tried: fc.option(fc.nat(), { nil: undefined }),
      refusals: fc.nat(5),
      reports: fc.nat(12),
      reported: fc.constantFrom(undefined, "x"),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(DENY, PENDING, ERROR),
        said,
        fc.integer({ min: 0, max: 80 * DAY }),
        (judged, before, now) => {
          expect(planAnswer(judged, before, now)).not.toMatchObject({ decision: "approved" });
        },
      ),
    );
  });
});

describe("a comment", () => {
  it("has at most 1,024 characters, no half of one, and is found again by its mark", () => {
    const comment = spellComment("\u{1f600}".repeat(2_000), "https://countersign.acme.example", decisionMark("12", 3));
    expect(comment.length).toBeLessThanOrEqual(1_024);
    expect(comment.isWellFormed()).toBe(true);
    expect(markOf(comment)).toBe("[cs:12:3]");
  });
});
