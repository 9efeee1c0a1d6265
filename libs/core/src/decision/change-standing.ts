import type { ChangeRecord } from "../change/record.ts";
import type { LogContents, LoggedReview } from "../log/contents.ts";
import type { Policy, Requirement } from "../policy/policy.ts";
import { claimsEntry } from "../policy/requirement.ts";
import { personById, roleById } from "../policy/roster.ts";
import { standing } from "./standing.ts";
import type { Objection, Standing } from "./standing.ts";

/** How one requirement stands for a captured change taken by itself. */
export type RequirementStanding = {
  readonly id: string;
  readonly state: "NOT_APPLICABLE" | "SATISFIED" | "UNSATISFIED";
  readonly role: string;
  readonly count: number;
  /** A sentence that ends `needs`: `1 of oracle: dana`, `rejected by nordsec: copies profiles`; empty where nothing is missing. */
  readonly needs: string;
  /** People who may still decide for the role and have no part in the content; nobody where nothing is missing. */
  readonly people: readonly string[];
  /** How many approvals are missing, whatever speaks against it. */
  readonly missing: number;
  /** What speaks against the content, whichever role said so. */
  readonly objections: readonly Objection["code"][];
  /** The organisations that said so, in the same order. */
  readonly objectors: readonly string[];
};

/** What a standing is taken by, apart from the log. */
export type ChangeStandingOptions = {
  /** Classes of findings by path (`classesByPath`); absent: nobody knows, and requirements by class claim every entry. */
  readonly classes?: ReadonlyMap<string, readonly string[]>;
  /** Requirements that the packet names; it knows what links lead to, the record does not. */
  readonly asked?: ReadonlySet<string>;
  /** Seconds since the epoch for approvals that end; the log's own time by default. */
  readonly time?: number;
};

/**
 * How a captured change stands by itself, before any commit is asked about, for every requirement of the policy in
 * force (design, §4). The gate judges landed commits and may say less: an approval may be used up, an environment may
 * not be among its conditions, the base may have moved.
 */
export function changeStanding(
  log: LogContents,
  record: ChangeRecord,
  options: ChangeStandingOptions = {},
): readonly RequirementStanding[] {
  const { policy } = log.policy;
  const contributors = peopleBehind(log, record);
  const question = { policy, environment: undefined, time: options.time ?? log.time, contributors };
  const said = standing(question, reviewsOf(log, record));
  return policy.requirements.map((requirement) => {
    // A path without classes is one that was not analysed: it may be in any.
    const claimed =
      options.asked?.has(requirement.id) === true ||
      record.entries.some((entry) => claimsEntry(requirement, entry, options.classes?.get(entry.path)));
    return claimed
      ? requirementStanding(policy, record, said, contributors, requirement)
      : { ...named(requirement), state: "NOT_APPLICABLE", ...NOTHING };
  });
}

/** Every decision on the change's content, in the order of the log: those for this repository and the refs that count for its ref. */
export function reviewsOf(log: LogContents, { repository, ref, changeDigest }: ChangeRecord): readonly LoggedReview[] {
  const refs = new Set([ref, ...acceptedBy(log.policy.policy, repository.id, ref)]);
  return log.reviews.filter(
    ({ record }) =>
      record.changeDigest === changeDigest && record.repository.id === repository.id && refs.has(record.ref),
  );
}

/** People with a part in any captured change of the same content, on whatever ref (attack B27): their decisions do not count for it. */
export function peopleBehind(log: LogContents, { changeDigest }: ChangeRecord): ReadonlySet<string> {
  const accounts = new Map(
    log.policy.policy.people.flatMap(({ id, github }) => github.map((account) => [`github:${account}`, id])),
  );
  const same = log.changes.filter(({ record }) => record.changeDigest === changeDigest);
  return new Set(
    same.flatMap(({ record }) => [
      ...record.contributors.flatMap((contributor) => contributor.as),
      ...record.pushers.map((pusher) => accounts.get(pusher) ?? pusher),
    ]),
  );
}

/** A place that the policy in force no longer has accepts nothing else. */
function acceptedBy({ repositories }: Policy, repository: string, ref: string): readonly string[] {
  return repositories.find(({ id }) => id === repository)?.refs.find((one) => one.ref === ref)?.accepts ?? [];
}

const NOTHING = { needs: "", people: [], missing: 0, objections: [], objectors: [] } as const;

function requirementStanding(
  policy: Policy,
  record: ChangeRecord,
  { approvals, objections }: Standing,
  contributors: ReadonlySet<string>,
  requirement: Requirement,
): RequirementStanding {
  const ofRole = approvals.filter(({ review }) => review.record.role === requirement.role);
  const accepted = ofRole.filter(({ review, bar }) => bar === undefined && accepts(requirement, record, review));
  const approved = new Set(accepted.map(({ review }) => review.record.reviewer.person));
  const missing = requirement.count - approved.size;
  if (missing <= 0 && objections.length === 0) return { ...named(requirement), state: "SATISFIED", ...NOTHING };
  const people = roleById(policy, requirement.role)?.people ?? [];
  const able = people.filter((id) => !contributors.has(id) && !retired(policy, id) && !approved.has(id));
  const open =
    missing > 0
      ? [`${missing} of ${requirement.role}: ${able.join(", ") || "nobody is left who has no part in it"}`]
      : [];
  const needs = [...objections.map(spellObjection), ...open].join("; ");
  const against = objections.map(({ code }) => code);
  return {
    ...named(requirement),
    state: "UNSATISFIED",
    needs,
    people: missing > 0 ? able : [],
    missing: Math.max(missing, 0),
    objections: against,
    objectors: objections.map(({ review }) => review.record.reviewer.organisation),
  };
}

/** Under `same-change` an approval of the same content counts on whatever base it was given; else only one on this tree. */
function accepts({ coverage }: Requirement, record: ChangeRecord, { record: review }: LoggedReview): boolean {
  return coverage.includes("same-change") || review.base.gitTree === record.base.gitTree;
}

function retired(policy: Policy, id: string): boolean {
  return personById(policy, id)?.retired ?? true;
}

function spellObjection({ code, review: { record } }: Objection): string {
  const did = code === "decision.held" ? "held" : "rejected";
  return `${did} by ${record.reviewer.organisation}${record.message === "" ? "" : `: ${record.message}`}`;
}

function named({ id, role, count }: Requirement): Pick<RequirementStanding, "id" | "role" | "count"> {
  return { id, role, count };
}
