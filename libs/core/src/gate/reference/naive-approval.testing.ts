import { differences } from "./difference.testing.ts";
import { commitNamed, isForHere, peopleBehind, range } from "./naive-case.testing.ts";
import type { Case, Reviewed } from "./naive-case.testing.ts";
import type { Code } from "./naive-codes.testing.ts";
import { emergencies } from "./naive-emergency.testing.ts";
import type { Emergency } from "./naive-emergency.testing.ts";
import { ends } from "./naive-explanation.testing.ts";
import type { Explanation, Segment } from "./naive-explanation.testing.ts";
import type { WorldRequirement } from "./world.testing.ts";

/** An approval about a change that explains a segment, and why it cannot count there. */
export type Considered = {
  readonly approval: Reviewed;
  readonly faults: readonly Code[];
  /** Its own organisation rejected or held the content later: it does not count, and nothing is wrong with it. */
  readonly overtaken: boolean;
};

/** Leaves of approvals that older segments used up. */
export type Used = ReadonlySet<number>;

/** What makes an approval count, condition by condition ("Coverage", "Requirements"). */
export function consider(
  c: Case,
  r: WorldRequirement,
  segment: Segment,
  by: Explanation,
  approval: Reviewed,
  used: Used,
): Considered {
  const last = voices(c, by.change.digest)
    .filter((one) => one.organisation === approval.organisation && one.leaf > approval.leaf)
    .findLast(({ decision }) => decision !== "approve");
  const faults: Code[] = [];
  if (!isAcceptedClass(c, r, segment, by)) faults.push("gate.class-not-accepted");
  if (!isForEnvironment(c, approval)) faults.push("decision.environment");
  if (approval.notAfter !== undefined && approval.notAfter < c.world.time && !isCarried(c, segment, approval))
    faults.push("decision.expired");
  if (!isIndependent(c, segment, approval)) faults.push("decision.not-independent");
  if (isRevokedKey(c, approval)) faults.push("decision.key-revoked");
  if (last?.decision === "revoke") faults.push("decision.revoked");
  if (used.has(approval.leaf)) faults.push("gate.approval-used");
  return { approval, faults, overtaken: last !== undefined };
}

/** What organisations say against a segment, for its digest and those of all changes that explain it ("Speaking against"). */
export function spokenAgainst(c: Case, segment: Segment, explanations: readonly Explanation[]): readonly Code[] {
  const digests = new Set(explanations.map(({ change }) => change.digest));
  return [...digests].flatMap((digest) =>
    c.world.policy.organisations.flatMap(({ id }): readonly Code[] => {
      const said = voices(c, digest)
        .filter(({ organisation }) => organisation === id)
        .findLast((one) => one.decision !== "approve" || isIndependent(c, segment, one));
      if (said?.decision === "reject") return ["decision.rejected"];
      return said?.decision === "hold" ? ["decision.held"] : [];
    }),
  );
}

/** Leaves of the approvals that a segment below the settled commit uses up: one approval explains one segment. */
export function usedBelow(
  c: Case,
  r: WorldRequirement,
  explanations: readonly Explanation[],
  used: Used,
): readonly number[] {
  const digests = explanations.map(({ change }) => change.digest);
  const given = approvals(c, r).filter(({ about }) => digests.includes(about.digest) && isForHere(c, about));
  return oldestOfEach(given.filter(({ leaf }) => !used.has(leaf)));
}

/** The approvals in the role of a requirement, whatever they are about. */
export function approvals(c: Case, r: WorldRequirement): readonly Reviewed[] {
  return c.reviews.filter(({ decision, role }) => decision === "approve" && role === r.role);
}

/** Leaves of the first that each person gave. */
export function oldestOfEach(given: readonly Reviewed[]): readonly number[] {
  return given.filter((one) => given.find(({ person }) => person === one.person) === one).map(({ leaf }) => leaf);
}

function isAcceptedClass(
  c: Case,
  r: WorldRequirement,
  segment: Segment,
  { change, exact, clean }: Explanation,
): boolean {
  const base = commitNamed(c.world, change.base);
  if (exact && r.coverage.includes("same-change")) return true;
  if (exact && r.coverage.includes("exact-tree")) {
    if (differences(c.world, base.files, ends(c, segment).before.files).length === 0) return true;
  }
  return clean;
}

/** "Expiry does not undo edges that a receipt carries": the newest one that was no emergency, later than the approval. */
function isCarried({ world, line, deployments }: Case, { to }: Segment, approval: Reviewed): boolean {
  const newest = deployments
    .filter(({ state, environment }) => state === "succeeded" && environment === world.environment)
    .findLast(({ commit, leaf }) => !emergencies(world).some((one) => one.leaf < leaf && isOf(one, world, commit)));
  if (newest === undefined || newest.leaf < approval.leaf) return false;
  return line.findIndex(({ name }) => name === newest.commit) >= to;
}

function isOf(one: Emergency, { repository, ref, environment }: Case["world"], commit: string): boolean {
  return one.repository === repository && one.ref === ref && one.environment === environment && one.commit === commit;
}

function isForEnvironment({ world }: Case, { environments }: Reviewed): boolean {
  return environments === undefined || environments.includes(world.environment);
}

/** Nobody counts whose work is in any captured change with that digest, or in the landed commits. */
function isIndependent(c: Case, segment: Segment, { person, about }: Reviewed): boolean {
  const { before, after } = ends(c, segment);
  const captured = c.captures
    .filter(({ digest }) => digest === about.digest)
    .flatMap(({ contributors }) => contributors);
  return ![...captured, ...peopleBehind(c.world, range(c.world, before.name, after.name))].includes(person);
}

function isRevokedKey({ world }: Case, { person, leaf }: Reviewed): boolean {
  return world.policy.revokedKeys.some((key) => key.person === person && key.fromEvent <= leaf);
}

/** What was said of a digest here, without what a revoked key or another environment says. */
function voices(c: Case, digest: string): readonly Reviewed[] {
  return c.reviews.filter(
    (one) =>
      one.about.digest === digest && isForHere(c, one.about) && isForEnvironment(c, one) && !isRevokedKey(c, one),
  );
}
