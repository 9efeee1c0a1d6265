import { askWithoutState, askerWithState } from "./ask-with-state.testing.ts";
import type { Ask } from "./ask-with-state.testing.ts";
import { firstParents } from "./ask-schedule.testing.ts";
import type { GateAnswer } from "./gate-answer.testing.ts";
import type { WorldCase } from "./judge-world.testing.ts";
import type { OpenCase } from "./open-cases.testing.ts";

/** What the gate with state answered, and in words the first rule between it and the one without that does not hold. */
export type Asked = { readonly answers: readonly GateAnswer[]; readonly broken?: string };

/** Asks a gate with state and one without everything in turn, until an answer breaks what holds between them. */
export async function askBothGates({ world, about, names }: OpenCase, asks: readonly Ask[]): Promise<Asked> {
  const asker = askerWithState(about);
  const answers: GateAnswer[] = [];
  const told: string[] = [];
  for (const ask of asks) {
    const before = asker.allowed();
    const [stateful, stateless] = [await asker.ask(ask), await askWithoutState(about, ask)];
    answers.push(stateful);
    told.push(`${JSON.stringify(ask)}\n  with    ${JSON.stringify(stateful)}\n  without ${JSON.stringify(stateless)}`);
    const line = firstParents(world, ask.commit).map((name) => names.get(name));
    const isForward = before.every((commit) => line.includes(commit));
    const broken = await brokenRule(about, ask, { stateful, stateless, begun: before.length > 0, isForward, asks });
    if (broken !== undefined) return { answers, broken: [broken, ...told].join("\n") };
  }
  return { answers };
}

type Answers = {
  readonly stateful: GateAnswer;
  readonly stateless: GateAnswer;
  /** Whether anything was allowed before. */
  readonly begun: boolean;
  /** Whether the commit has on its line whatever was allowed before. */
  readonly isForward: boolean;
  readonly asks: readonly Ask[];
};

/** What holds between the two answers to one question; the rule that does not, in words. */
async function brokenRule(
  about: WorldCase,
  ask: Ask,
  { stateful, stateless, begun, isForward, asks }: Answers,
): Promise<string | undefined> {
  if (!begun && JSON.stringify(stateful) !== JSON.stringify(stateless))
    return "before anything was allowed, the answer is the same";
  if (begun && !isForward && stateful.code === "gate.allowed")
    return "nothing is allowed beside or below what was allowed";
  if (stateless.decision === "allow" && isForward && stateful.decision !== "allow")
    return "what is allowed without state is allowed with it";
  if (stateful.decision !== "allow" || stateless.decision === "allow") return undefined;
  const first = asks[0]?.time ?? ask.time;
  const then = await askWithoutState(about, ask, first);
  return then.decision === "allow"
    ? undefined
    : "what is allowed with state is allowed without it, were it not for approvals that have run out";
}
