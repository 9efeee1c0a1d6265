import { baselinesFor } from "../gate/settled.ts";
import type { LogContents } from "../log/contents.ts";
import type { GateState, Line } from "../state/gate-state.ts";

/**
 * Lines without the requirements of which a baseline counts no more, because the newest policy voids it or revokes a key
 * that signed it: what rested on it is judged anew, from the baselines that are left (attack H20).
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
  const isLost = (line: Line, id: string) => {
    const requirement = contents.policy.policy.requirements.find((one) => one.id === id);
    if (requirement === undefined) return false;
    const still = new Set(baselinesFor(now, line, requirement).map(({ leaf }) => leaf));
    return baselinesFor(then, line, requirement).some(({ leaf }) => !still.has(leaf));
  };
  return lines.map((line) => ({ ...line, settled: new Map([...line.settled].filter(([id]) => !isLost(line, id))) }));
}
