import type { Policy, RepositoryPolicy, Requirement } from "../policy/policy.ts";
import { environmentById, repositoryById, requirementsOf } from "../policy/roster.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Why the two-party rule of SLSA's source track, level 4, does not hold for an allowed commit: sentences for people, none
 * where it holds. Strict where the track leaves room: every file of the ref must need two different people, neither of them
 * with a part in the content (the gate counts nobody else), and each step must really have been approved by two. Pure.
 */
export function twoPartyGaps(policy: Policy, verdict: Verdict): readonly string[] {
  const repository = repositoryById(policy, verdict.repository);
  const required = requirementsOf(policy, environmentById(policy, verdict.environment)).filter(claimsAll);
  return [
    ...(verdict.code === "gate.allowed" ? [] : [`the commit was let through by ${verdict.code}`]),
    ...(policy.trial ? ["the policy is a trial"] : []),
    ...(policy.log.quorum === "none" ? ["no witness watches the log"] : []),
    ...scopeGaps(repository),
    ...(asksTwo(policy, required) ? [] : ["the policy does not ask two different people about every file"]),
    ...verdict.edges.filter(lacksTwo).map(({ from, to }) => `${from}..${to} was not approved by two people`),
  ];
}

/** A requirement of which no path, class or merge of unseen content is left out. */
function claimsAll({ paths, classes, coverage }: Requirement): boolean {
  const everything = paths === undefined || paths.some(({ text }) => text === "**");
  return everything && classes === undefined && !coverage.includes("clean-merge");
}

function scopeGaps({ scope, contributors }: RepositoryPolicy): readonly string[] {
  const whole = scope.include.some(({ text }) => text === "**") && scope.exclude.length === 0;
  return [
    ...(whole ? [] : ["a part of the repository is out of scope"]),
    ...(contributors.unresolved === "deny" ? [] : ["who wrote a change may be unknown, so a reviewer may have"]),
  ];
}

/** Whether no single person can satisfy all of them: one asks for two, or two ask roles without a common member. */
function asksTwo({ roles }: Policy, requirements: readonly Requirement[]): boolean {
  if (requirements.some(({ count }) => count >= 2)) return true;
  const people = requirements.map(({ role }) => new Set(roles.find(({ id }) => id === role)?.people));
  return people.some((own, at) => people.slice(at + 1).some((other) => own.isDisjointFrom(other)));
}

function lacksTwo({ state, approvals }: Verdict["edges"][number]): boolean {
  return state !== "not-applicable" && new Set(approvals.map(({ person }) => person)).size < 2;
}
