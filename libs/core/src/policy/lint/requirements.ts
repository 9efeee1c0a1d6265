import type { Policy } from "../policy.ts";
import { spellDuration } from "../duration.ts";
import { unaskedIn } from "../unasked.ts";
import { warning } from "./finding.ts";
import type { PolicyFinding } from "./finding.ts";

const WEEK = 7 * 86_400;
const DAY = 86_400;

/** What the detectors do not recognise, nobody in such a role ever sees. */
export function* classOnlyRoles({ roles, requirements }: Policy): Iterable<PolicyFinding> {
  for (const { id } of roles) {
    const own = requirements.filter(({ role }) => role === id);
    if (own.length === 0 || own.some(({ classes }) => classes === undefined)) continue;
    yield warning(
      "class-only-role",
      id,
      `The role ${id} is asked only where detectors find something: whoever evades them loses this reviewer.`,
      "Add a requirement by paths alone, for instance for the folders where such code belongs.",
    );
    if (!own.some(({ classes }) => classes?.includes("opaque")))
      yield warning(
        "opaque-unclaimed",
        id,
        `The role ${id} is not asked about content that no detector could read.`,
        "Add the class opaque to one of its requirements.",
      );
  }
}

/** A requirement that no environment requires has no effect. */
export function* requirementsNotRequired({ requirements, environments }: Policy): Iterable<PolicyFinding> {
  const required = new Set(environments.flatMap(({ requires }) => requires));
  for (const { id } of requirements)
    if (!required.has(id))
      yield warning(
        "requirement-not-required",
        id,
        `No environment requires ${id}.`,
        `Add ${id} to requires of an environment.`,
      );
}

/** A reviewer for a folder is none where the environment does not ask for them, and nobody else has the folder. */
export function* unaskedPaths(policy: Policy): Iterable<PolicyFinding> {
  for (const environment of policy.environments)
    for (const { requirement, patterns } of unaskedIn(policy, environment))
      yield warning(
        "path-unasked",
        environment.id,
        `Paths that only ${requirement.id} claims (${patterns.join(", ")}) pass ${environment.id} unreviewed: it does not ask for ${requirement.id}.`,
        `Add ${requirement.id} to requires of ${environment.id}, or let a requirement that it asks for claim these paths.`,
      );
}

/** Anything may go where nothing is required. */
export function* environmentsRequiringNothing({ environments }: Policy): Iterable<PolicyFinding> {
  for (const { id, requires } of environments)
    if (requires.length === 0)
      yield warning(
        "environment-requires-nothing",
        id,
        `Any commit may go to ${id}, reviewed or not.`,
        `Make sure that no real people are served from ${id}, or let it require something.`,
      );
}

/** The time within which a hidden rejection can pass unnoticed. */
export function* longFreshness({ environments }: Policy): Iterable<PolicyFinding> {
  for (const { id, freshness } of environments)
    if (freshness !== undefined && freshness > WEEK)
      yield warning(
        "freshness-long",
        id,
        `A rejection can be kept from the gate of ${id} for ${spellDuration(freshness)}.`,
        "Choose a day, at most a week: freshness: PT24H.",
      );
}

/** Without the rollback lane the worst day has no way back. */
export function* noRollback({ environments }: Policy): Iterable<PolicyFinding> {
  for (const { id, requires, rollback } of environments)
    if (requires.length > 0 && rollback === undefined)
      yield warning(
        "no-rollback",
        id,
        `${id} cannot go back to what ran before without a fresh log.`,
        "Add rollback: {within: P30D, depth: 10, staleness: PT72H}.",
      );
}

/** An emergency exit that stays open is a door. */
export function* longBreakGlass({ environments }: Policy): Iterable<PolicyFinding> {
  for (const { id, breakGlass } of environments)
    if (breakGlass !== undefined && breakGlass.ttl > DAY)
      yield warning(
        "break-glass-long",
        id,
        `The emergency exit of ${id} stays open for ${spellDuration(breakGlass.ttl)}.`,
        "Choose some hours: ttl: PT4H.",
      );
}
