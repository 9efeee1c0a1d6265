import { baselinesFor } from "../gate/settled.ts";
import type { LogContents, LoggedBaseline } from "../log/contents.ts";
import type { Requirement } from "../policy/policy.ts";
import type { GateState, Line } from "../state/gate-state.ts";

/**
 * Lines without the requirements of which a baseline counts no more, because the newest policy voids it or revokes a key
 * that signed it: what rested on it is judged anew, from the baselines that are left, and is no way back until then (attack
 * H20).
 */
export function withoutLostBaselines(
  lines: readonly Line[],
  { policies, records: before }: GateState,
  records: GateState["records"],
  contents: LogContents,
): readonly Line[] {
  const policy = policies.at(-1);
  if (policy === undefined || policy.sha256 === contents.policy.sha256) return lines;
  const now = { ...contents, baselines: records.baselines };
  const then = { policies, policy, baselines: before.baselines };
  const lostBy = (line: Line, requirement: Requirement): readonly LoggedBaseline[] => {
    const still = new Set(baselinesFor(now, line, requirement).map(({ leaf }) => leaf));
    return baselinesFor(then, line, requirement).filter(({ leaf }) => !still.has(leaf));
  };
  return lines.map((line) => {
    const lost = contents.policy.policy.requirements.flatMap((requirement) => {
      const baselines = lostBy(line, requirement);
      return baselines.length === 0 ? [] : [{ requirement: requirement.id, from: beginning(line, baselines) }];
    });
    const ids = new Set(lost.map(({ requirement }) => requirement));
    return {
      ...line,
      settled: new Map([...line.settled].filter(([id]) => !ids.has(id))),
      unsettled: [...line.unsettled, ...lost],
    };
  });
}

/** From where on a line may rest on baselines: where one of them names a commit that the line does not know, all of it. */
function beginning({ base, allowed }: Line, baselines: readonly LoggedBaseline[]): number {
  const positions = baselines.map(
    ({ record }) => [base, ...allowed].find(({ commit }) => commit === record.commit)?.position ?? 0,
  );
  return Math.min(...positions);
}
