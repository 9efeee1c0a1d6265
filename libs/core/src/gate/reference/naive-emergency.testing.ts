import type { Code, Decision, LeadingCode } from "./naive-codes.testing.ts";
import type { BreakGlassEvent, World } from "./world.testing.ts";

/** A break-glass that became a record. */
export type Emergency = BreakGlassEvent & { readonly leaf: number };

type Judged = { readonly decision: Decision; readonly code: LeadingCode; readonly reasons: readonly Code[] };

/** Five minutes by which clocks may differ. */
const TOLERANCE = 300;

/** Every break-glass of the log; voided ones never existed. */
export function emergencies({ log, policy }: World): readonly Emergency[] {
  return log
    .map((event, leaf) => ({ ...event, leaf }))
    .filter((event) => event.kind === "break-glass")
    .filter(({ leaf }) => !policy.void.includes(leaf));
}

/** Whether somebody signs nothing any more at a leaf. */
export function isRetired({ policy }: World, person: string, leaf: number): boolean {
  return policy.retired.some((one) => one.person === person && one.fromEvent <= leaf);
}

/** "Break-glass": what an emergency exit makes of a judgement; undefined where it says nothing. */
export function emergencyFor(world: World, judged: Judged): Judged | undefined {
  if (judged.decision === "allow" || judged.decision === "error" || judged.code === "log.stale") return undefined;
  const all = emergencies(world).toReversed();
  const meant = all.filter((one) => targetFault(world, one) === undefined);
  if (meant.some((one) => faultOf(world, one) === undefined))
    return { decision: "allow", code: "gate.break-glass", reasons: sorted("gate.break-glass", judged) };
  const [newest] = meant;
  const fault = newest === undefined ? undefined : faultOf(world, newest);
  if (fault !== undefined && judged.decision === "deny")
    return { decision: "deny", code: fault, reasons: sorted(fault, judged) };
  const near = all.find((one) => one.notAfter >= world.time && isNear(world, one));
  const beside = fault ?? (near === undefined ? undefined : targetFault(world, near));
  return beside === undefined ? undefined : { ...judged, reasons: sorted(beside, judged) };
}

function sorted(code: Code, { reasons }: Judged): readonly Code[] {
  return [...new Set([code, ...reasons])].toSorted();
}

function isNear({ candidate, environment }: World, one: Emergency): boolean {
  return one.commit === candidate || one.environment === environment;
}

function targetFault({ repository, ref, candidate, environment }: World, one: Emergency) {
  if (one.repository !== repository || one.ref !== ref || one.commit !== candidate) return "breakglass.commit";
  return one.environment === environment ? undefined : "breakglass.environment";
}

function faultOf(world: World, one: Emergency) {
  const { time, now, policy } = world;
  const early = signingFault(world, one);
  if (early !== undefined) return early;
  if (time > one.notAfter || now > one.notAfter + TOLERANCE) return "breakglass.expired";
  if (one.notAfter - time > policy.breakGlass.ttl + TOLERANCE) return "breakglass.ttl";
  const open = emergencies(world)
    .filter(({ leaf, environment }) => leaf < one.leaf && environment === one.environment)
    .filter((other) => signingFault(world, other) === undefined && !isReviewedBefore(world, other, one.leaf));
  return open.length > 0 ? "breakglass.review-overdue" : undefined;
}

function signingFault(world: World, one: Emergency) {
  const { approvals } = world.policy.breakGlass;
  if (one.reason.trim() === "") return "breakglass.reason";
  const people = one.signers.filter((person, at) => isSecondKey(one, at) || !isRevoked(world, person, one.leaf));
  if (new Set(people).size < people.length) return "breakglass.same-person";
  const enough = approvals.every((group) => group.people.some((person) => people.includes(person)));
  return enough ? undefined : "breakglass.organisations";
}

/** Who signs twice signs with another key the second time; only the first one is ever revoked. */
function isSecondKey({ signers }: Emergency, at: number): boolean {
  return signers.indexOf(signers[at] ?? "") < at;
}

function isRevoked({ policy }: World, person: string, leaf: number): boolean {
  return policy.revokedKeys.some((key) => key.person === person && key.fromEvent <= leaf);
}

function isReviewedBefore(world: World, one: Emergency, end: number): boolean {
  return world.log.some(
    (event, leaf) =>
      event.kind === "closing" &&
      event.about === one.leaf &&
      leaf > one.leaf &&
      leaf < end &&
      !isRevoked(world, event.person, leaf) &&
      reviewersAt(world, one, leaf).includes(event.person),
  );
}

/** Of reviewer organisations that did not sign; else who did not sign; else any reviewer. */
function reviewersAt(world: World, { signers }: Emergency, leaf: number): readonly string[] {
  const { people, organisations } = world.policy;
  const organisation = (person: string) => people.find(({ id }) => id === person)?.organisation;
  const reviewers = people.filter(
    (person) =>
      !isRetired(world, person.id, leaf) &&
      organisations.find(({ id }) => id === person.organisation)?.kind === "reviewer",
  );
  const apart = reviewers.filter((person) => !signers.some((signer) => organisation(signer) === person.organisation));
  const others = reviewers.filter(({ id }) => !signers.includes(id));
  const best = apart.length > 0 ? apart : others.length > 0 ? others : reviewers;
  return best.map(({ id }) => id);
}
