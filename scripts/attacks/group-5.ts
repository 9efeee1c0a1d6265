import { WATCH, later, row } from "./row.ts";

/** Getting out of scope. */
export const GROUP_5 = [
  row("E1", "a file is renamed out of a guarded folder", "the deletion is in scope", "gate.residual"),
  row("E2", "odd bytes defeat a pattern", "matched", "gate.residual"),
  row("E3", "a sibling by case or without an anchor", "in scope", "gate.residual"),
  row("E4", "a change without lines", "an entry like any other", "gate.residual gate.submodule"),
  row("E5", "guarded code is copied elsewhere", "in scope; a finding", "code.copied gate.residual"),
  row("E6", "split into steps, one of them uncovered", "deny, with that edge", "gate.residual"),
  row(
    "E7",
    "a link across the border of the scope",
    "a finding; asked for like its target",
    "link.scope gate.residual decision.missing",
  ),
  row("E8", "a file is deleted", "a change", "gate.residual"),
  row("E9", "a folder that no requirement claims", "deny", "gate.unclaimed"),
  row(
    "E10",
    "files that steer Git or the build in an excluded folder",
    "in scope, or a warning",
    "build.excluded gate.residual",
  ),
  row("E11", "a checkout differs from its tree", "digests are of blobs; a finding", "attributes.content"),
  row("E12", "everything is excluded, or nothing is matched", "no policy, or a warning", "policy.scope-empty"),
  row(
    "E13",
    "a place that the policy does not have, or nearly",
    "refused",
    "usage.environment policy.repository policy.ref",
  ),
  later("E14", "a change outside Git", "deny", WATCH),
  row("E15", "code in scope reads a file that is not", "a finding", "scope.reference"),
  row("E16", "a link or submodule in the place of a folder in scope", "in scope", "gate.residual gate.submodule"),
];
