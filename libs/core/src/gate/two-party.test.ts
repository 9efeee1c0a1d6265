import { describe, expect, it } from "vitest";
import { parsePattern } from "../change/pattern.ts";
import { parseOid } from "../objects/oid.ts";
import { examplePolicy } from "../policy/example.testing.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { Policy, RepositoryPolicy, Requirement } from "../policy/policy.ts";
import { twoPartyGaps } from "./two-party.ts";
import type { ApprovalVerdict, Verdict } from "./verdict.ts";

describe("H15: the two-party rule of the source track", () => {
  it("H15: holds where two roles without a common member are asked about every file", () => {
    expect(twoPartyGaps(policy(), verdict())).toEqual([]);
  });

  it("H15: holds where one role needs two people", () => {
    expect(twoPartyGaps(policy([{ ...ALL, count: 2 }]), verdict())).toEqual([]);
  });

  it("H15: asks nobody about a step that changes nothing it is about", () => {
    const { edges, ...rest } = verdict({}, []);
    const untouched = edges.map((edge) => ({ ...edge, state: "not-applicable" as const }));
    expect(twoPartyGaps(policy(), { ...rest, edges: untouched })).toEqual([]);
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
    [
      "one requirement is about a folder",
      policy([ALL, { ...OTHER, paths: [FOLDER] }]),
      verdict(),
      "two different people",
    ],
    [
      "one requirement takes merges of what nobody saw",
      policy([ALL, { ...OTHER, coverage: ["exact-tree", "clean-merge"] }]),
      verdict(),
      "two different people",
    ],
    [
      "only a folder is in scope",
      inRepository({ scope: { include: [FOLDER], exclude: [] } }),
      verdict(),
      "out of scope",
    ],
    [
      "a folder is out of scope",
      inRepository({ scope: { include: [WHOLE], exclude: [FOLDER] } }),
      verdict(),
      "out of scope",
    ],
    [
      "an unknown author is nobody",
      inRepository({ contributors: { unresolved: "allow", ignore: [] } }),
      verdict(),
      "who wrote a change may be unknown",
    ],
    ["no witness watches", { ...policy(), log: { ...policy().log, quorum: "none" } }, verdict(), "no witness"],
  ])("H15: does not hold where %s", (_what, rules, answer, gap) => {
    expect(twoPartyGaps(rules, answer)).toEqual([expect.stringContaining(gap)]);
  });
});

const WHOLE = parsePattern("**");
const FOLDER = parsePattern("ranker/**");
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
      scope: { include: [WHOLE], exclude: [] },
      contributors: { unresolved: "deny", ignore: [] },
    })),
    environments: [{ id: "production", requires: requirements.map(({ id }) => id) }],
  };
}

/** The same with something else said about each repository. */
function inRepository(other: Partial<RepositoryPolicy>): Policy {
  const rules = policy();
  return { ...rules, repositories: rules.repositories.map((repository) => ({ ...repository, ...other })) };
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
