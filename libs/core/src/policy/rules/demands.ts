import type { CountersignError } from "../../error.ts";
import type { Policy } from "../policy.ts";
import { fault } from "./rule.ts";

/** A policy protects something, asks for something and lets something go somewhere: `policy.vacuous`. */
export function* asksForNothing(policy: Policy): Iterable<CountersignError> {
  if (policy.repositories.length === 0) yield fault("vacuous", "there is no repository");
  if (policy.requirements.length === 0) yield fault("vacuous", "there is no requirement");
  if (policy.environments.length === 0) yield fault("vacuous", "there is no environment");
}

/** Classes mean what pinned detectors find: `policy.detectors`. */
export function* unpinnedDetectors({ detectors, requirements }: Policy): Iterable<CountersignError> {
  if (detectors !== undefined) return;
  for (const { id, classes } of requirements)
    if (classes !== undefined) yield fault("detectors", `requirement ${id} names classes, but no detectors are pinned`);
}

/** Where something is required, the answer may be only so old: `policy.freshness`. */
export function* unboundedAge({ environments, log }: Policy): Iterable<CountersignError> {
  if (log.quorum === "none") return;
  for (const { id, requires, freshness } of environments)
    if (requires.length > 0 && freshness === undefined)
      yield fault("freshness", `environment ${id} requires something and does not say how fresh the log must be`);
}

/** The emergency exit is opened by the operator together with a reviewer: `policy.break-glass`. */
export function* oneSidedBreakGlass({ environments, organisations }: Policy): Iterable<CountersignError> {
  const kinds = new Map(organisations.map(({ id, kind }) => [id, kind]));
  for (const { id, breakGlass } of environments) {
    if (breakGlass === undefined) continue;
    const asked = new Set(breakGlass.approvals.map(({ organisation }) => kinds.get(organisation)));
    if (!asked.has("operator") || !asked.has("reviewer"))
      yield fault("break-glass", `environment ${id}: the operator and a reviewer open the emergency exit together`);
  }
}
