import { adviceFor } from "../gate/advice.ts";
import type { GateFacts } from "../gate/facts.ts";
import type { GateFinding } from "../gate/finding.ts";
import type { Judgement } from "../gate/judge.ts";
import type { RequirementState } from "../gate/requirement-state.ts";
import { alarm, repositoryPart } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";

/** A protected ref's line as it was judged by the requirements that some environments have in common. */
export type JudgedLine = {
  readonly environments: readonly string[];
  readonly facts: GateFacts;
  readonly judgement: Judgement;
};

/**
 * `monitor.uncovered` for each step of a protected ref's first-parent line that no decision covers (attacks C1, G11), with what
 * is missing, which requirement asks for it, and the entries that no captured change explains. A line on which nothing is
 * settled is one alarm for each tip that it comes to, since no step of it can be told from another.
 */
export function uncoveredAlarms(judged: readonly JudgedLine[]): readonly Alarm[] {
  const found = judged.flatMap((line) =>
    line.judgement.findings
      .filter(({ decision, follows }) => decision !== "allow" && follows !== true)
      .map((finding) => ({ line, finding, step: finding.to })),
  );
  return [...Map.groupBy(found, ({ step }) => step)].map(([step, findings]) => stepAlarm(step, findings));
}

type Found = { readonly line: JudgedLine; readonly finding: GateFinding };

function stepAlarm(step: string | undefined, found: readonly Found[]): Alarm {
  const [{ line: { facts } } = noFinding()] = found;
  const { repository, ref, commit } = facts.request;
  const said = new Set(found.map(({ line, finding }) => sentence(line, finding)));
  return alarm({
    part: repositoryPart(repository),
    code: "monitor.uncovered",
    subject: `${repository} ${ref} ${step ?? commit}`,
    text: `${step ?? commit} on ${ref} of ${repository}: ${[...said].join(" ")}`,
    remedy: remedy(found),
    at: { commit: step ?? commit },
  });
}

function sentence({ environments, facts, judgement }: JudgedLine, finding: GateFinding): string {
  const requirements = requirementsOf(judgement.states ?? [], facts, finding);
  const asks = requirements.length === 0 ? "" : `${requirements.join(", ")} for `;
  return `${finding.code}: ${adviceFor(facts, finding).message} (${asks}${environments.join(", ")})`;
}

function remedy(found: readonly Found[]): string {
  return [...new Set(found.map(({ line, finding }) => adviceFor(line.facts, finding).remedy))].slice(0, 3).join(" ");
}

/** Of a finding that names none: the requirements for which this very segment is not satisfied. */
function requirementsOf(
  states: readonly RequirementState[],
  { line }: GateFacts,
  { requirement, from, to }: GateFinding,
): readonly string[] {
  if (requirement !== undefined) return [requirement.id];
  const isHere = ({ start, end, state }: RequirementState["segments"][number]) =>
    (state === "unexplained" || state === "unsatisfied") &&
    line.edges[start]?.from.commit === from &&
    line.edges[end - 1]?.to.commit === to;
  return states.filter(({ segments }) => segments.some(isHere)).map((state) => state.requirement.id);
}

function noFinding(): never {
  throw new RangeError("a step is here because of a finding");
}
