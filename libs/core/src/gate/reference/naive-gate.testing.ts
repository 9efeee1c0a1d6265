import { differences } from "./difference.testing.ts";
import { commitNamed, openCase, organisationOf, range, requirementNamed } from "./naive-case.testing.ts";
import type { Case, NaiveGit } from "./naive-case.testing.ts";
import { worst } from "./naive-codes.testing.ts";
import type { Code, Decision, LeadingCode } from "./naive-codes.testing.ts";
import { emergencyFor, isRetired } from "./naive-emergency.testing.ts";
import { claims } from "./naive-claims.testing.ts";
import { lowestBaseline } from "./naive-explanation.testing.ts";
import { bestPartition } from "./naive-partition.testing.ts";
import { isGitlink } from "./naive-scope.testing.ts";
import type { BaselineEvent, World, WorldRequirement } from "./world.testing.ts";

export type Judgement = {
  readonly decision: Decision;
  readonly code: LeadingCode;
  /** Sorted paths of the entries that no captured change explains, of all requirements together. */
  readonly residual: readonly string[];
  /** All codes, sorted; what is no leading code explains one that is. */
  readonly reasons: readonly Code[];
};

/**
 * The meaning of the gate ("Coverage", "Settled", "Requirements", "Speaking against" of the design, §4), written to be
 * compared with, not to be fast: it knows nothing but the world, and asks Git for merges alone.
 */
export function judgeNaively(world: World, git: NaiveGit): Judgement {
  const judged = judgeWithoutEmergency(world, git);
  const emergency = emergencyFor(world, judged);
  return emergency === undefined ? judged : { ...judged, ...emergency };
}

function judgeWithoutEmergency(world: World, git: NaiveGit): Judgement {
  const refused = precondition(world);
  if (refused !== undefined) return judgement([refused]);
  const required = requiredBy(world);
  if (required.length === 0) return judgement(["gate.nothing-required"]);

  const c = openCase(world, git);
  if (joinsUnrelated(c)) return judgement(["git.new-root"]);
  const malformed = malformedLine(c);
  if (malformed !== undefined) return judgement([malformed]);
  if (isStale(world)) return judgement(["log.stale"]);
  const backward = [...required.flatMap((r) => unsettled(c, r)), ...undeployed(c)];
  if (backward.length > 0) return judgement(backward);

  const settled = required.map((r) => settledPosition(c, r));
  const segments = required.flatMap((r) => bestPartition(c, r, settledPosition(c, r)));
  const reasons = [...strayEntries(c, Math.min(...settled)), ...segments.flatMap((segment) => segment.reasons)];
  const nothing: readonly Code[] = segments.length === 0 ? ["gate.settled"] : [];
  return judgement(
    [...reasons, ...nothing],
    segments.flatMap(({ residual }) => residual),
  );
}

/** What must hold before anything is looked at: the names are known. */
function precondition({ policy, environment, repository, ref }: World): Code | undefined {
  const known = policy.environments.find(({ id }) => id === environment);
  if (known === undefined) return "usage.environment";
  if (!policy.repositories.includes(repository)) return "policy.repository";
  return policy.refs.some((one) => one.ref === ref) ? undefined : "policy.ref";
}

/** A history that no gate judges is an error whatever the log's age; everything else that is said rests on the log. */
function isStale({ policy, time, now }: World): boolean {
  return now - time > policy.freshness;
}

/** What the environment requires; nothing is allowed to be nothing. */
function requiredBy(world: World): readonly WorldRequirement[] {
  const requires = world.policy.environments.find(({ id }) => id === world.environment)?.requires ?? [];
  return requires.map((id) => requirementNamed(world, id));
}

/** "Settled": why the candidate does not descend from the newest baseline of a requirement. */
function unsettled(c: Case, r: WorldRequirement): readonly Code[] {
  const positions = settlingBaselines(c, r).map(({ commit }) => positionOf(c, commit));
  if (positions.every((at) => at === -1)) return ["gate.no-settled-ancestor"];
  return positions.at(-1) === -1 ? ["gate.not-forward"] : [];
}

/** "Settled": why the candidate does not descend from what was deployed last. */
function undeployed(c: Case): readonly Code[] {
  const { environment } = c.world;
  const last = c.deployments.findLast((one) => one.environment === environment && one.state === "succeeded");
  return last !== undefined && positionOf(c, last.commit) === -1 ? ["gate.not-forward"] : [];
}

function settledPosition(c: Case, r: WorldRequirement): number {
  return positionOf(c, settlingBaselines(c, r).at(-1)?.commit ?? "");
}

/** A baseline needs the operator, and for each requirement as many people of its role as the requirement. */
function settlingBaselines({ world, baselines }: Case, r: WorldRequirement): readonly BaselineEvent[] {
  const operators = world.policy.organisations.filter(({ kind }) => kind === "operator");
  const role = world.policy.roles.find(({ id }) => id === r.role)?.people ?? [];
  return baselines.filter(({ requirements, signers: signed, leaf }) => {
    const signers = signed.filter((person) => !isRetired(world, person, leaf));
    return (
      requirements.includes(r.id) &&
      operators.every(({ id }) => signers.some((person) => organisationOf(world, person) === id)) &&
      signers.filter((person) => role.includes(person)).length >= r.count
    );
  });
}

/** Section 2: a line without a baseline that begins in a root of its own, while a baseline lies behind another parent. */
function joinsUnrelated({ world, line, baselines }: Case): boolean {
  const root = line[0]?.name ?? world.candidate;
  if (baselines.some(({ commit }) => line.some(({ name }) => name === commit))) return false;
  return baselines.some(({ commit }) => isBehind(world, commit, world.candidate) && !isBehind(world, root, commit));
}

function isBehind(world: World, name: string, tip: string): boolean {
  return name === tip || commitNamed(world, tip).parents.some((parent) => isBehind(world, name, parent));
}

/** Histories that no gate judges ("Coverage"): errors dominate. What never meets a baseline is not looked at. */
function malformedLine(c: Case): Code | undefined {
  const { world, line, baselines } = c;
  if (!baselines.some(({ commit }) => line.some(({ name }) => name === commit))) return undefined;
  const walked = line.slice(lowestBaseline(c));
  if (walked.slice(1).some(({ parents }) => parents.length > 2)) return "git.octopus";
  const above = range(world, walked[0]?.name ?? world.candidate, world.candidate);
  return above.some((name) => commitNamed(world, name).parents.length === 0) ? "git.new-root" : undefined;
}

/** "Requirements": entries above the oldest settled commit that no requirement claims, and submodules that may not move. */
function strayEntries({ world, line }: Case, settled: number): readonly Code[] {
  const entries = line.slice(settled).flatMap((commit, index, above) => {
    const before = above[index - 1];
    return before === undefined ? [] : differences(world, before.files, commit.files);
  });
  const unclaimed = entries.some((entry) => !world.policy.requirements.some((r) => claims(r, entry)));
  const moved = entries.some(
    ({ path, before, after }) => !world.policy.submodules.includes(path) && [before, after].some(isGitlink),
  );
  return [...(unclaimed ? (["gate.unclaimed"] as const) : []), ...(moved ? (["gate.submodule"] as const) : [])];
}

function positionOf({ line }: Case, name: string): number {
  return line.findIndex((commit) => commit.name === name);
}

/** The worst of all reasons decides. */
function judgement(reasons: readonly Code[], residual: readonly string[] = []): Judgement {
  const { decision, code } = worst(reasons);
  return { decision, code, residual: [...new Set(residual)].toSorted(), reasons: [...new Set(reasons)].toSorted() };
}
