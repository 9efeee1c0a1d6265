import { describe, expect, it } from "vitest";
import { answer } from "./answer.ts";
import { draftedLine } from "./drafted-line.testing.ts";
import { NOON, START } from "./drafted-log.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { edit } from "./made-up.testing.ts";

const SCORED = edit("ranker/score.py", "1", "2");
const LISTED = edit("ui/list.ts", "1", "2");
const DAY = 86_400;

describe("the gate's answer", () => {
  it("allows what is approved, and names what it rests on", () => {
    const line = draftedLine();
    const commit = line.step([SCORED]);
    const change = line.approved([SCORED]);
    const verdict = line.answer();
    expect(verdict).toMatchObject({
      decision: "allow",
      code: "gate.allowed",
      commit,
      environment: "production-eu",
      repository: "github:123456",
      ref: "refs/heads/main",
      policy: { version: 1 },
      log: { origin: "log.acme.example/feed", size: 4, root: "0".repeat(64), time: "2026-11-22T12:00:00Z" },
      range: { settled: START, edges: 1 },
      requirements: [{ id: "algorithm", role: "oracle", count: 1, state: "SATISFIED", settled: START }],
      edges: [{ from: START, to: commit, state: "covered", approvals: [{ person: "dana", role: "oracle", change }] }],
    });
    expect(verdict.reasons.map(({ code }) => code)).toEqual(["gate.allowed"]);
  });

  it("says that nothing is required, that the commit is the settled one, or that every edge is approved", () => {
    const why = (line: ReturnType<typeof draftedLine>, environment = "production-eu") => {
      const { code, reasons } = line.answer({ request: { environment } });
      expect(code).toBe("gate.allowed");
      return reasons.map((reason) => reason.code);
    };
    const line = draftedLine();
    expect(why(line, "staging")).toEqual(["gate.nothing-required"]);
    expect(why(line)).toEqual(["gate.settled"]);
    const commit = line.step([SCORED]);
    line.approved([SCORED]);
    expect(why(line)).toEqual(["gate.allowed"]);
    line.baseline(commit);
    expect(why(line)).toEqual(["gate.settled"]);
  });

  it("H8: asks no witness where nothing is required", () => {
    const line = draftedLine();
    const { edges, requirements, range } = line.answer({
      log: { time: NOON - DAY * 9 },
      request: { environment: "staging" },
    });
    expect({ edges, requirements, range }).toEqual({ edges: [], requirements: [], range: { edges: 0 } });
  });

  it("F11: takes the witnesses' time for as long as the environment accepts, and not a second more", () => {
    const facts = draftedLine().facts();
    const { time: _time, ...timeless } = facts.log;
    const at = (now: number) => answer(facts, now).code;
    expect([at(NOON + DAY), at(NOON + DAY + 1)]).toEqual(["gate.allowed", "log.stale"]);
    expect(answer({ ...facts, log: timeless }, NOON)).toMatchObject({ decision: "deny", code: "log.stale" });
    expect(answer({ ...facts, log: timeless }, NOON).log).not.toHaveProperty("time");
  });

  it("F11: takes a time that is five minutes ahead of its own clock, and no more", () => {
    const facts = draftedLine().facts();
    expect(answer(facts, NOON - 300).code).toBe("gate.allowed");
    expect(answer(facts, NOON - 301)).toMatchObject({ decision: "error", code: "time.future", edges: [] });
  });

  it("asks for no freshness where the environment does not", () => {
    const environments = [{ id: "production-eu", requires: ["algorithm"] }];
    const log = { witnesses: [], quorum: "none" as const };
    const { policy } = draftedLine().facts().log;
    const trial = { ...policy, policy: { ...policy.policy, environments, log: { ...policy.policy.log, ...log } } };
    const facts = draftedLine().facts();
    expect(answer({ ...facts, log: { ...facts.log, policy: trial } }, NOON + 99 * DAY).code).toBe("gate.allowed");
  });

  it("is led by the worst decision, whatever comes first on the line", () => {
    const line = draftedLine();
    line.step([SCORED]);
    line.capture([SCORED]);
    expect(line.answer()).toMatchObject({ decision: "pending", code: "decision.missing" });
    line.step([LISTED]);
    expect(line.answer()).toMatchObject({ decision: "deny", code: "gate.residual" });
    line.step([edit("a", "1", "2")], { unknown: [{ name: "Eve", email: "eve@elsewhere.example" }] });
    const { decision, code, reasons } = line.answer();
    expect([decision, code]).toEqual(["error", "change.contributor-unresolved"]);
    expect(reasons.map((reason) => reason.code)).toEqual([
      "change.contributor-unresolved",
      "gate.residual",
      "gate.residual",
      "decision.missing",
    ]);
  });

  it("is led, of two that deny, by the one that comes first in the order of codes", () => {
    const line = draftedLine();
    line.step([LISTED]);
    line.step([SCORED]);
    const change = line.capture([SCORED]);
    line.review(change, "dana", { decision: "reject" });
    expect(line.answer().reasons.map(({ code }) => code)).toEqual(["decision.rejected", "gate.residual"]);
  });

  it("keeps causes behind what they cause", () => {
    const line = draftedLine({ requirements: [{ ...ALGORITHM, count: 2 }] });
    line.step([SCORED]);
    const change = line.approved([SCORED]);
    line.review(change, "dana");
    line.review(change, "dora", { conditions: { environments: ["staging"] } });
    const { code, reasons } = line.answer();
    expect(code).toBe("gate.requirement-unsatisfied");
    expect(reasons.map((reason) => reason.code)).toEqual([
      "gate.requirement-unsatisfied",
      "decision.environment",
      "decision.same-person",
    ]);
  });

  it("gives each reason once, and fifty at most", () => {
    const two = [ALGORITHM, { ...ALGORITHM, id: "again" }].map((one) => ({ ...one }));
    const environments = [{ id: "production-eu", requires: ["algorithm", "again"], freshness: "PT24H" }];
    const line = draftedLine({ requirements: two, environments });
    line.step([SCORED]);
    expect(line.answer().reasons).toHaveLength(1);
    for (let step = 1; step < 60; step++) line.step([edit("a", String(step), String(step + 1))]);
    expect(line.answer().reasons).toHaveLength(50);
  });
});
