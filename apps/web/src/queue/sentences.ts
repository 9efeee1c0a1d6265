import type { Person, Task } from "../api/types.ts";
import { spellSpan } from "../text/moment.ts";

/** What a risk of 0 to 4 is called. */
const RISK_WORDS = ["none", "low", "medium", "high", "critical"] as const;

/** The word of a risk; what is not known counts as the highest. */
export function riskWord(risk: number): string {
  return RISK_WORDS[risk] ?? "critical";
}

/** Names a task: a change before one role. */
export function taskKey({ change, role }: Pick<Task, "change" | "role">): string {
  return `${change}/${role}`;
}

/** Who acts next in a task, and why. */
export function whoActs(
  { turn, people, role, said, state }: Task,
  me: Person,
): { readonly who: string; readonly why: string } {
  switch (turn.whose) {
    case "reviewer": {
      const mine = people.includes(me.person) && me.roles.includes(role);
      const others = people.filter((one) => one !== me.person);
      const who = mine ? "You" : listed(others, role);
      return { who, why: reviewerWhy(turn.why, said, role) };
    }
    case "author":
      return { who: me.operator ? "You, for the author" : "The author", why: "owes an answer to a blocking question" };
    case "system":
      return { who: "The service", why: "captures it again: scope or people of the role changed" };
    default:
      return {
        who: "Nobody",
        why: state === "decided" ? `it is decided${said === null ? "" : `: ${said}`}` : `it is ${state}`,
      };
  }
}

function reviewerWhy(why: string, said: string | null, role: string): string {
  if (said === "hold") return `${role} holds it`;
  if (why === "queue.answered") return "the author answered";
  return `to decide as ${role}`;
}

function listed(people: readonly string[], role: string): string {
  if (people.length === 0) return `Nobody of ${role}`;
  return people.length <= 2 ? people.join(" or ") : `${people.slice(0, 1).join("")} or ${people.length - 1} more`;
}

/** What a task's clock says at a time, in milliseconds since the epoch. */
export function clockOf(
  { due, paused, state, turn }: Task,
  now: number,
): { readonly text: string; readonly kind: "over" | "soon" | "calm" } {
  if (state !== "open") return { text: "", kind: "calm" };
  if (paused !== null) return { text: "clock stands", kind: "calm" };
  if (due === null) return { text: "no deadline", kind: "calm" };
  const left = Date.parse(due) - now;
  if (left < 0) return { text: `${spellSpan(-left)} over`, kind: "over" };
  const whole = Date.parse(due) - Date.parse(turn.since);
  return { text: `${spellSpan(left)} left`, kind: left < whole / 4 ? "soon" : "calm" };
}

/** Repository and proposal in short: `lumen · change/07`, `acme/feed #7`. */
export function placeOf({ repository, proposal, head }: Task): string {
  const name = repository.replace(/^[a-z]+:/, "");
  const [, number] = /(?:^|[#/])(\d+)$/.exec(proposal ?? "") ?? [];
  const isPull = proposal !== null && !proposal.startsWith("refs/") && number !== undefined;
  const what = isPull ? `#${number}` : (proposal?.replace(/^refs\/(heads\/)?/, "") ?? head.slice(0, 8));
  return `${name} ${what}`;
}

/** The first thing that the queue says: what waits for whom, and what is over first. */
export function firstSentence(needsMe: number, first: string | undefined, now: number): string {
  if (needsMe === 0) return "Nothing needs you.";
  const many = needsMe === 1 ? "1 needs you." : `${needsMe.toLocaleString("en")} need you.`;
  if (first === undefined) return many;
  const left = Date.parse(first) - now;
  return left < 0
    ? `${many} The first is ${spellSpan(-left)} over.`
    : `${many} The first breaches in ${spellSpan(left)}.`;
}
