import type { ChangeRecord, Packet, Policy, RequirementStanding, Verdict } from "@countersign/core";
import type { TaskHistory } from "../../queue/task-history.ts";
import { annotationsOf } from "./annotations.ts";
import { roleSection } from "./role-section.ts";
import type { PullView } from "./wanted.ts";

/** Everything that the kernel says of a captured change: role by role, and as a gate would judge it if it landed now. */
export type JudgedChange = {
  readonly record: ChangeRecord;
  readonly policy: Policy;
  readonly tasks: readonly TaskHistory[];
  readonly standings: readonly RequirementStanding[];
  readonly verdict: Verdict;
  readonly packet: Packet | undefined;
  /** Where people decide about it. */
  readonly page: string;
};

/** How a captured change stands, in words. Whatever a person wrote about it stays where it was written (attack G21). */
export function changeView(number: number, judged: JudgedChange): PullView {
  const { record, policy, tasks, standings, verdict, page } = judged;
  const open = tasks.filter(({ state }) => state === "open").map(({ role }) => role);
  const lines = [
    `[Look at the change](${page}) · ${countOf(record.entries.length, "file")} in scope · \`${record.change}\``,
    tasks.map((task) => roleSection(policy, task, standings)).join("\n"),
    ...residualLines(verdict),
    `Gate for \`${verdict.environment}\`, if it landed now: **${verdict.decision}** \`${verdict.code}\``,
  ];
  return {
    number,
    onto: record.ref,
    change: record.change,
    code: verdict.code,
    state: stateOf(verdict),
    headline: headlineOf(verdict, open),
    text: lines.filter((line) => line !== "").join("\n\n"),
    annotations: judged.packet === undefined ? [] : annotationsOf(judged.packet),
  };
}

/** A hold has buttons on GitHub, which ask for another look and no more. */
function stateOf({ decision, code }: Verdict): PullView["state"] {
  if (code === "decision.held" || code === "change.contributor-unresolved") return "asks";
  if (decision === "allow") return "passes";
  return decision === "pending" ? "waiting" : "fails";
}

/** The end of a check's title: whom it waits for, or what is wrong. */
export function headlineOf({ decision, code }: Verdict, open: readonly string[]): string {
  if (code === "decision.rejected") return "Rejected";
  if (code === "decision.held") return "Held: a question is open";
  if (decision === "allow") return "Everybody who is asked approved";
  if (decision === "pending") return open.length === 0 ? "Waits" : `Waits for ${open.join(", ")}`;
  return `${HEADLINES[code] ?? "It may not be deployed like this"} (${code})`;
}

const HEADLINES: Readonly<Record<string, string>> = {
  "change.contributor-unresolved": "The policy does not know everybody who has a part in it",
  "gate.residual": "Below it something landed that nobody captured",
  "gate.unclaimed": "No requirement claims a path of it",
  "gate.no-settled-ancestor": "No baseline lies below it",
  "gate.requirement-unsatisfied": "What was given does not suffice",
  "gate.class-not-accepted": "The base has moved since it was approved",
  "log.stale": "It could not be evaluated: the log's time is too old",
  "time.future": "It could not be evaluated: a clock is wrong",
};

/** What no captured change explains, by steps and counts: nothing where there is none. */
export function residualLines({ edges, code }: Verdict): readonly string[] {
  const steps = edges.filter(({ residual }) => residual.length > 0);
  if (steps.length === 0) return [];
  const lines = steps
    .slice(0, 20)
    .map(
      ({ from, to, residual }) => `- \`${from.slice(0, 12)}..${to.slice(0, 12)}\`: ${countOf(residual.length, "path")}`,
    );
  const more = steps.length > 20 ? [`- and ${countOf(steps.length - 20, "step")} more`] : [];
  return [[`Residual, which no captured change explains (\`${code}\`):`, ...lines, ...more].join("\n")];
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
