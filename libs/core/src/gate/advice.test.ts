import { describe, expect, it } from "vitest";
import { adviceFor } from "./advice.ts";
import { draftedLine } from "./drafted-line.testing.ts";
import { START } from "./drafted-log.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import type { GateFinding } from "./finding.ts";
import { edit, madeUp } from "./made-up.testing.ts";
import { PRECEDENCE } from "./verdict.ts";

const RANKED = [edit("ranker/score.py", "1", "2")];
const ORACLE = { id: "algorithm", role: "oracle", count: 1, coverage: ["same-change"] } as const;
const [FROM, TO] = [madeUp("from"), madeUp("to")];

/** Advice on a finding; whatever it is not told it does without. */
function advice(code: string, finding: Partial<GateFinding> = {}, facts = draftedLine().facts()) {
  return adviceFor(facts, { decision: "deny", code, ...finding });
}

/** A review of a line with one approval. */
function reviewed(options: Parameters<ReturnType<typeof draftedLine>["review"]>[2] = {}) {
  const line = draftedLine();
  line.step(RANKED);
  const change = line.capture(RANKED);
  const review = line.review(change, "dana", options);
  return { change, review, facts: line.facts() };
}

describe("advice", () => {
  it.each(PRECEDENCE.filter((code) => code !== "gate.allowed"))(
    "has a sentence and a remedy of its own for %s, also where little is known",
    (code) => {
      const { message, remedy } = advice(code);
      expect(message).not.toMatch(/^The gate found/);
      expect([message.length, remedy.length]).not.toContain(0);
    },
  );

  it("names a code that it does not know, and whom to ask", () => {
    expect(advice("gate.unheard-of")).toEqual({
      code: "gate.unheard-of",
      message: "The gate found gate.unheard-of.",
      remedy: "Ask the operator of this gate.",
    });
  });

  it("names commits by their first twelve digits, and says so where it has none", () => {
    expect(advice("gate.residual", { from: FROM }).message).toContain(
      `between ${FROM.slice(0, 12)} and an unknown commit`,
    );
  });

  it("counts entries, one or several", () => {
    expect(advice("gate.residual", { paths: ["a"] }).message).toContain("explains 1 entry between");
    expect(advice("gate.residual", { paths: ["a", "b"] }).message).toContain("explains 2 entries between");
    expect(advice("gate.residual").message).toContain("explains 0 entries between");
  });

  it("names eight paths and counts the rest", () => {
    const paths = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    const named = (count: number) => advice("gate.submodule", { paths: paths.slice(0, count) }).message.split(": ")[1];
    expect(named(8)).toBe("a, b, c, d, e, f, g, h.");
    expect(named(9)).toBe("a, b, c, d, e, f, g, h, and 1 more.");
    expect(named(10)).toBe("a, b, c, d, e, f, g, h, and 2 more.");
  });

  it("says what capture would explain a residual", () => {
    expect(advice("gate.residual", { from: FROM, to: TO, paths: ["a"] }).remedy).toBe(
      `countersign capture --repo . --base ${FROM} --head ${TO} --ref refs/heads/main --repository github:123456`,
    );
  });

  it("says whose decision is missing: somebody's of a role, or that of several people", () => {
    const missing = (count: number) => advice("decision.missing", { requirement: { ...ORACLE, count } }).message;
    expect(missing(1)).toBe("The change waits for a decision of role 'oracle'.");
    expect(missing(2)).toBe("The change waits for 2 people of role 'oracle'.");
    expect(advice("decision.missing").message).toContain("a decision of role");
    expect(advice("decision.missing", { change: "0123456789abcdef0123" }).message).toMatch(
      /^Change 0123456789abcdef waits/,
    );
  });

  it("says since when a step has a class only together with others", () => {
    const requirement = { ...ORACLE, classes: ["egress", "label"] };
    const { message } = advice("decision.missing", { requirement, since: FROM });
    expect(message).toContain(` Taken as one with what landed since ${FROM.slice(0, 12)}, it may be egress, label.`);
    expect(advice("decision.missing", { requirement }).message).not.toContain("Taken as one");
  });

  it("names who spoke, for which organisation, and what they wrote, if anything", () => {
    const { review, change } = reviewed({ decision: "hold", message: 'why "2"?' });
    expect(advice("decision.held", { review, change }).message).toBe(
      `Dana (oracle) holds change ${change.slice(0, 16)}: "why \\"2\\"?".`,
    );
    const silent = reviewed({ decision: "reject" });
    const rejected = advice("decision.rejected", { review: silent.review });
    expect(rejected.message).toMatch(/^Dana \(oracle\) rejected this content\. /);
    expect(rejected.remedy).toContain("only oracle can lift");
    expect(advice("decision.rejected").message).toMatch(/^Somebody rejected this content\./);
    expect(advice("decision.rejected").remedy).toContain("only the organisation that spoke can lift");
  });

  it("quotes two hundred letters of what somebody wrote", () => {
    const { review } = reviewed({ decision: "hold", message: "x".repeat(300) });
    expect(advice("decision.held", { review }).message).toContain(`: "${"x".repeat(200)}".`);
  });

  it("says when an approval ended, and for which environments another is", () => {
    const conditions = { notAfter: "2026-11-22T11:00:00Z", environments: ["staging", "canary"] };
    const { review, facts } = reviewed({ conditions });
    expect(advice("decision.expired", { review }).message).toContain("ended at 2026-11-22T11:00:00Z");
    expect(advice("decision.environment", { review }, facts).message).toContain(
      "is for staging, canary, not for production-eu",
    );
  });

  it("fills in the approval that is missing, anew where the old one is used up", () => {
    const { change, review, facts } = reviewed();
    const approve = `countersign approve ${change.slice(0, 16)} --role oracle --key FILE`;
    const finding = { change, review, requirement: ORACLE };
    expect(advice("decision.missing", finding, facts).remedy).toBe(approve);
    expect(advice("gate.approval-used", finding, facts).remedy).toBe(`${approve} --again`);
    expect(advice("decision.missing").remedy).toBe("countersign approve CHANGE --key FILE");
  });

  it("has a change captured again whose scope is not that of the policy in force", () => {
    const { change, facts } = reviewed();
    const { policy } = facts.log;
    const repositories = policy.policy.repositories.map((one) => ({ ...one, scope: { include: [], exclude: [] } }));
    const next = { ...policy, sha256: "2".repeat(64), policy: { ...policy.policy, version: 2, repositories } };
    const outdated = { ...facts, log: { ...facts.log, policies: [policy, next], policy: next } };
    const [head] = facts.log.changes.map(({ record }) => record.head.gitCommit);
    expect(advice("decision.missing", { change, requirement: ORACLE }, outdated).remedy).toBe(
      `countersign capture --repo . --base ${START} --head ${head} --ref refs/heads/main --repository github:123456`,
    );
  });

  it("says for what an approval is that was meant for something else", () => {
    const { review, facts } = reviewed({ ref: "refs/heads/dev", repository: { id: "github:1", uri: "" } });
    expect(advice("decision.ref", { review }, facts).message).toContain("for refs/heads/dev, not for refs/heads/main");
    expect(advice("decision.repository", { review }, facts).message).toContain("github:1, not for github:123456");
    expect(advice("decision.base", { review }, facts).message).toContain(`on base ${START.slice(0, 12)}:`);
    expect(advice("decision.base").message).toContain("on base an unknown commit:");
  });

  it("says what the witnesses vouch for, if they do", () => {
    const without = draftedLine().facts();
    const { time: _time, ...timeless } = without.log;
    expect(advice("log.stale", {}, { ...without, log: timeless }).message).toBe(
      "No witness vouches for the time of this log.",
    );
    expect(advice("log.stale").message).toContain("vouch for 2026-11-22T12:00:00Z");
    expect(advice("time.future").message).toContain("vouch for 2026-11-22T12:00:00Z");
  });

  it("spells strangers as they spell themselves, harmlessly", () => {
    const unknown = [{ name: 'Eve\u001b "x"', email: "eve@elsewhere.example" }];
    expect(advice("change.contributor-unresolved", { unknown }).message).toContain(
      '"Eve\\u001b \\"x\\" <eve@elsewhere.example>"',
    );
  });

  it("names the classes that a requirement accepts", () => {
    const requirement = { ...ALGORITHM, paths: [], coverage: ["exact-tree", "clean-merge"] } as const;
    expect(advice("gate.class-not-accepted", { requirement }).message).toContain(
      "accepts only exact-tree, clean-merge",
    );
  });
});
