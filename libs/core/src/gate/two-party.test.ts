import { describe, expect, it } from "vitest";
import { parseOid } from "../objects/oid.ts";
import { examplePolicy } from "../policy/example.testing.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { Policy, Requirement } from "../policy/policy.ts";
import { twoPartyGaps } from "./two-party.ts";
import type { ApprovalVerdict, Verdict } from "./verdict.ts";

describe("H15: the two-party rule of the source track", () => {
  it("H15: holds where two roles without a common member are asked about every file", () => {
    expect(twoPartyGaps(policy(), verdict())).toEqual([]);
  });

  it("H15: holds where one role needs two people", () => {
    expect(twoPartyGaps(policy([{ ...ALL, count: 2 }]), verdict())).toEqual([]);
  });

  it.each<[string, Policy, Verdict, string]>([
    ["one person is in both roles", policy(undefined, ["dana", "nils"]), verdict(), "two different people"],
    [
      "one requirement is by class",
      policy([ALL, { ...OTHER, classes: ["egress"] }]),
      verdict(),
      "two different people",
    ],
    ["one person approved for both roles", policy(), verdict({}, ["dana", "dana"]), "was not approved by two people"],
    ["a step has one approval", policy(), verdict({}, ["dana"]), "was not approved by two people"],
    ["somebody broke the glass", policy(), verdict({ code: "gate.break-glass" }), "gate.break-glass"],
    ["the policy is a trial", { ...policy(), trial: true }, verdict(), "a trial"],
    ["no witness watches", { ...policy(), log: { ...policy().log, quorum: "none" } }, verdict(), "no witness"],
  ])("H15: does not hold where %s", (_what, rules, answer, gap) => {
    expect(twoPartyGaps(rules, answer)).toEqual([expect.stringContaining(gap)]);
  });
});

const ALL: Requirement = { id: "algorithm", role: "oracle", count: 1, coverage: ["same-change"] };
const OTHER: Requirement = { id: "data-flow", role: "data-guard", count: 1, coverage: ["exact-tree"] };

/** The example with everything in scope, and requirements that claim everything. */
function policy(requirements: readonly Requirement[] = [ALL, OTHER], guards: readonly string[] = ["nils"]): Policy {
  const example = parsePolicy(examplePolicy());
  return {
    ...example,
    requirements,
    roles: example.roles.map((role) => (role.id === "data-guard" ? { ...role, people: guards } : role)),
    repositories: example.repositories.map((repository) => ({
      ...repository,
      scope: { include: [{ text: "**", components: [{ deep: true }] }], exclude: [] },
      contributors: { unresolved: "deny", ignore: [] },
    })),
    environments: [{ id: "production", requires: requirements.map(({ id }) => id) }],
  };
}

function verdict(other: Partial<Verdict> = {}, people: readonly string[] = ["dana", "nils"]): Verdict {
  const [from, to] = ["1", "2"].map((digit) => parseOid(digit.repeat(40), "sha1"));
  if (from === undefined || to === undefined) throw new Error("two commits");
  const approvals = people.map((person): ApprovalVerdict => ({ person, role: "oracle", leaf: 3, change: "c" }));
  const repository = parsePolicy(examplePolicy()).repositories[0]?.id ?? "";
  return {
    decision: "allow",
    code: "gate.allowed",
    commit: to,
    environment: "production",
    repository,
    ref: "refs/heads/main",
    policy: { version: 1, sha256: "0" },
    log: { origin: "log", size: 4, root: "0" },
    range: { settled: from, edges: 1 },
    requirements: [],
    edges: [{ from, to, state: "covered", approvals, residual: [] }],
    reasons: [],
    ...other,
  };
}
