import type { Policy, RequirementStanding } from "@countersign/core";
import type { TaskHistory } from "../../queue/task-history.ts";

/** One role's part of a check: what it has said or what is missing, who can act, and since when it waits. Markdown. */
export function roleSection(policy: Policy, task: TaskHistory, standings: readonly RequirementStanding[]): string {
  const { role, state, said, people, requirements } = task;
  const own = standings.filter((one) => one.role === role && one.state !== "NOT_APPLICABLE");
  const title = `**${role}** (${organisationOf(policy, role)})`;
  if (state === "not-needed") return `- ${title}: not asked.`;
  if (state === "superseded") return `- ${title}: asked about a newer revision.`;
  if (state === "decided")
    return `- ${title}: ${said === "reject" ? "**rejected**" : "approved"} on ${spellTime(task.decided?.at)}.`;
  const missing = Math.max(0, ...own.map((one) => one.missing));
  const lacks =
    said === "hold"
      ? "holds it, and owes the last word"
      : `${missing} ${missing === 1 ? "approval is" : "approvals are"} missing`;
  const who = people.length === 0 ? "nobody is left who has no part in it" : people.join(", ");
  return [
    `- ${title}: ${lacks}.`,
    `  - who can act: ${who}`,
    `  - waits since ${spellTime(task.opened.at)}`,
    `  - for ${requirements.join(", ")}`,
  ].join("\n");
}

function organisationOf(policy: Policy, role: string): string {
  return policy.roles.find(({ id }) => id === role)?.organisation ?? "nobody";
}

/** A time in milliseconds, as everybody reads it: relative ones would be wrong a minute later. */
function spellTime(milliseconds: number | undefined): string {
  return milliseconds === undefined
    ? "an unknown day"
    : `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
