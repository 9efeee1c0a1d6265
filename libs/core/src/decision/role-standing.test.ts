import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { policyVersion } from "../policy/digest.ts";
import { examplePolicy } from "../policy/example.testing.ts";
import type { RequirementStanding } from "./change-standing.ts";
import { changeState, roleStandings } from "./role-standing.ts";

const { policy } = policyVersion(nodeCrypto, examplePolicy());

const open: RequirementStanding = {
  id: "algorithm",
  state: "UNSATISFIED",
  role: "oracle",
  count: 1,
  needs: "1 of oracle: dana",
  people: ["dana"],
  missing: 1,
  objections: [],
  objectors: [],
};
const met: RequirementStanding = { ...open, state: "SATISFIED", needs: "", people: [], missing: 0 };
const guard = (one: RequirementStanding): RequirementStanding => ({
  ...one,
  id: "data-flow",
  role: "data-guard",
  people: one.people.map(() => "nils"),
});
const against = (
  one: RequirementStanding,
  objector: string,
  code: "decision.rejected" | "decision.held",
): RequirementStanding => ({ ...one, state: "UNSATISFIED", objections: [code], objectors: [objector] });

const states = (...requirements: readonly RequirementStanding[]) =>
  roleStandings(policy, requirements)
    .map(({ role, state, said }) => [role, state, said])
    .toReversed();

describe("how a change stands before a role", () => {
  it("waits for it while approvals are missing, and not where nothing of it claims anything", () => {
    expect(states(open, { ...guard(open), state: "NOT_APPLICABLE" })).toEqual([
      ["oracle", "open", undefined],
      ["data-guard", "not-needed", undefined],
    ]);
    expect(states(met, guard(open))).toEqual([
      ["oracle", "decided", "approve"],
      ["data-guard", "open", undefined],
    ]);
  });

  it("is decided by a rejection of its own organisation, and not by another's", () => {
    const [mine, other] = [open, guard(open)].map((one) => against(one, "nordsec", "decision.rejected"));
    expect(states(mine ?? open, other ?? open)).toEqual([
      ["oracle", "open", undefined],
      ["data-guard", "decided", "reject"],
    ]);
  });

  it("waits for whoever held it, although enough had approved", () => {
    expect(states(against(met, "oracle", "decision.held"))).toEqual([
      ["oracle", "open", "hold"],
      ["data-guard", "not-needed", undefined],
    ]);
  });
});

describe("what became of a change", () => {
  it("is the worst that is said, and satisfied only where something claims it", () => {
    expect(changeState([])).toBe("pending");
    expect(changeState([met, { ...guard(open), state: "NOT_APPLICABLE" }])).toBe("satisfied");
    expect(changeState([met, guard(open)])).toBe("pending");
    expect(changeState([against(met, "nordsec", "decision.held"), open])).toBe("held");
    expect(changeState([against(met, "nordsec", "decision.held"), against(open, "oracle", "decision.rejected")])).toBe(
      "rejected",
    );
  });
});
