import type { Policy, Role } from "../policy/policy.ts";
import type { RequirementStanding } from "./change-standing.ts";

/** How a captured change stands before everybody; `satisfied` is no promise of a gate, which judges what landed. */
export type ChangeState = "pending" | "rejected" | "held" | "satisfied";

/** How a captured change stands before the people of one role, which is what a queue is made of. */
export type RoleStanding = {
  readonly role: string;
  /** `decided`: as many as are needed approved, or the role's organisation rejected it; nothing waits for its people. */
  readonly state: "open" | "decided" | "not-needed";
  /** The word of the role's organisation that stands; absent while there is none that is complete. */
  readonly said?: "approve" | "reject" | "hold";
  /** Ids of the policy's requirements of this role that claim something. */
  readonly requirements: readonly string[];
  /** Who may still decide, and has no part in the content. */
  readonly people: readonly string[];
};

/** What has become of a change, by all its requirements (`changeStanding`). */
export function changeState(requirements: readonly RequirementStanding[]): ChangeState {
  const claimed = requirements.filter(({ state }) => state !== "NOT_APPLICABLE");
  if (claimed.some(({ objections }) => objections.includes("decision.rejected"))) return "rejected";
  if (claimed.some(({ objections }) => objections.includes("decision.held"))) return "held";
  return claimed.length > 0 && claimed.every(({ state }) => state === "SATISFIED") ? "satisfied" : "pending";
}

/** For every role of the policy whether something waits for its people, by the requirements of `changeStanding`. */
export function roleStandings(policy: Policy, requirements: readonly RequirementStanding[]): readonly RoleStanding[] {
  return policy.roles.map((role) =>
    roleStanding(
      role,
      requirements.filter((one) => one.role === role.id && one.state !== "NOT_APPLICABLE"),
    ),
  );
}

function roleStanding({ id, organisation }: Role, claimed: readonly RequirementStanding[]): RoleStanding {
  const requirements = claimed.map((one) => one.id);
  if (claimed.length === 0) return { role: id, state: "not-needed", requirements, people: [] };
  const against = claimed.flatMap(({ objections, objectors }) =>
    objections.filter((_, at) => objectors[at] === organisation),
  );
  const people = [...new Set(claimed.flatMap((one) => one.people))].toSorted();
  if (against.includes("decision.rejected"))
    return { role: id, state: "decided", said: "reject", requirements, people: [] };
  // Whoever held it owes the last word, however many of the same role approved it before.
  if (against.length > 0) return { role: id, state: "open", said: "hold", requirements, people };
  if (claimed.every(({ missing }) => missing === 0))
    return { role: id, state: "decided", said: "approve", requirements, people: [] };
  return { role: id, state: "open", requirements, people };
}
