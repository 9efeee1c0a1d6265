import { describe, expect, it } from "vitest";
import { DAY, NOON, RELEASE } from "./cast.testing.ts";
import { draft } from "./draft.testing.ts";
import type { Draft } from "./draft.testing.ts";
import { SCORED, covered, naiveCourt } from "./naive-court.testing.ts";
import type { WorldPolicy } from "./world.testing.ts";

const judge = naiveCourt();

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
