import { AttestError } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import type { Sha256 } from "../crypto.ts";
import { answer } from "../gate/answer.ts";
import type { GateDecision, RequirementVerdict } from "../gate/verdict.ts";
import type { PolicyVersion } from "../policy/policy.ts";
import type { PolicyCase } from "./case.ts";
import { STAGE_TIME, stageCase } from "./stage.ts";

/** What the gate says to a case, and in which points that is not what was expected; none: the case passes. */
export type CaseResult = {
  readonly name: string;
  readonly decision: GateDecision;
  readonly code: string;
  readonly requirements: readonly Pick<RequirementVerdict, "id" | "state">[];
  readonly message: string;
  readonly differences: readonly string[];
};

/**
 * Plays a case under a policy: invents the log and the commits that it describes, and has them judged as the gate judges
 * real ones. What a log would not even take, such as a decision in a role that somebody does not have, is an `error`
 * with the code of the refusal.
 */
export function rehearse(crypto: Sha256, version: PolicyVersion, one: PolicyCase): CaseResult {
  const answered = answerTo(crypto, version, one);
  return { name: one.name, ...answered, differences: differencesOf(one, answered) };
}

type Answered = Omit<CaseResult, "name" | "differences">;

function answerTo(crypto: Sha256, version: PolicyVersion, one: PolicyCase): Answered {
  try {
    const { decision, code, requirements, reasons } = answer(stageCase(crypto, version, one), STAGE_TIME);
    return {
      decision,
      code,
      requirements: requirements.map(({ id, state }) => ({ id, state })),
      message: reasons[0]?.message ?? "",
    };
  } catch (error) {
    if (!(error instanceof CountersignError || error instanceof AttestError)) throw error;
    return { decision: "error", code: error.code, requirements: [], message: error.detail };
  }
}

function differencesOf({ expect }: PolicyCase, answered: Answered): readonly string[] {
  const states = new Map(answered.requirements.map(({ id, state }) => [id, state]));
  const found = [
    ["decision", expect.decision, answered.decision],
    ["code", expect.code, answered.code],
    ...Object.entries(expect.requirements ?? {}).map(([id, state]) => [id, state, states.get(id) ?? "not judged"]),
  ] as const;
  return found.flatMap(([what = "", wanted, is = ""]) =>
    wanted === undefined || wanted === is ? [] : [`${what}: expected ${wanted}, is ${is}`],
  );
}
