import { unmet } from "@countersign/core";
import type { Policy, Unmet } from "@countersign/core";

/** `2 of oracle (dana, drew)`: how many signatures are missing, and who can give them. */
export function spellUnmet({ missing, organisation, from }: Unmet): string {
  return `${missing} of ${organisation} (${from.length === 0 ? "nobody is left who could" : from.join(", ")})`;
}

/** Who has yet to sign a break-glass for an environment, by the rules of a policy. */
export function spellUnmetApprovals(policy: Policy, environment: string, people: readonly string[]): readonly string[] {
  const approvals = policy.environments.find(({ id }) => id === environment)?.breakGlass?.approvals ?? [];
  return unmet(approvals, people).map(spellUnmet);
}
