import type { EnvironmentBrief, EnvironmentSight } from "../api/types.ts";

type Gate = NonNullable<EnvironmentBrief["gate"]>;
type Step = EnvironmentSight["steps"][number];

/** What a gate says, as one word with a sign, so that no colour is needed to tell it. */
export const GATE_MARKS = {
  allow: ["✓", "Open"],
  pending: ["…", "Waiting"],
  deny: ["✗", "Blocked"],
  error: ["!", "Closed: the gate cannot tell"],
} as const satisfies Readonly<Record<Gate["decision"], readonly [string, string]>>;

/** The one sentence of an environment: what stands between the candidate and what runs. */
export function gateSentence({ gate, candidate, undecided, steps, running }: Brief): string {
  const count = typeof steps === "number" ? steps : steps.length;
  if (gate === null || candidate === null) return "Nothing is proposed to go there.";
  if (gate.decision === "allow")
    return count === 0 && running?.commit === candidate.commit
      ? "What could go there is what runs."
      : "The candidate may go: everything that it brings is decided.";
  if (gate.decision === "error") return `Nothing may go: the gate cannot tell (${gate.code}).`;
  if (undecided > 0)
    return `${gate.decision === "pending" ? "Waiting" : "Blocked"}: ${undecided} of ${count} ${count === 1 ? "step" : "steps"} behind what runs ${undecided === 1 ? "is" : "are"} not decided.`;
  return `${gate.decision === "pending" ? "Waiting" : "Blocked"}: ${gate.reasons[0]?.message ?? gate.code}.`;
}

type Brief = Pick<EnvironmentBrief, "gate" | "candidate" | "undecided" | "running"> & {
  readonly steps: number | readonly unknown[];
};

/** Somebody who can end that a step is blocked, and why it waits for them: nothing was said, or their own word stands against it. */
export type Unblocker = {
  readonly change: string;
  readonly title: string;
  readonly role: string;
  readonly people: readonly string[];
  readonly why: "open" | "held" | "rejected";
};

/** Who can unblock a step: whoever has yet to decide about a captured change with its content, or holds it, or rejected it. */
export function unblockersOf({ state, changes }: Pick<Step, "state" | "changes">): readonly Unblocker[] {
  if (state !== "pending" && state !== "denied") return [];
  return changes.flatMap(({ change, title, roles }) =>
    roles.flatMap(({ role, state: standing, said, people, decisions }): readonly Unblocker[] => {
      const about = { change, title, role };
      if (standing === "open") return [{ ...about, people, why: said === "hold" ? "held" : "open" }];
      if (said !== "reject") return [];
      const last = decisions.findLast(({ decision }) => decision === "reject");
      return [{ ...about, people: last === undefined ? [] : [last.person], why: "rejected" }];
    }),
  );
}

/** What a step's state means, in words. */
export function stepWords({ state, class: covered }: Pick<Step, "state" | "class">): string {
  switch (state) {
    case "covered":
      return covered === undefined ? "covered by approvals" : `covered by approvals (${covered})`;
    case "not-applicable":
      return "nothing in scope";
    case "undone":
      return "its approval was taken back, and its content is gone again";
    case "pending":
      return "not decided yet";
    case "denied":
      return "denied";
    default:
      return state;
  }
}
