import { expect, it } from "vitest";
import { believe } from "./believe.ts";
import type { DeploymentSeen, Said } from "./believe.ts";

const WAITS: DeploymentSeen = {
  waits: true,
  ours: false,
  wentOn: false,
  ended: false,
  cancelled: false,
  rejected: false,
  ruleOn: true,
};
const NOTHING: Said = { decision: undefined, answered: false, stands: false };
const APPROVED: Said = { decision: "approved", answered: true, stands: true };
const REJECTED: Said = { decision: "rejected", answered: true, stands: false };
const went = { ...WAITS, waits: false, wentOn: true };
const ended = { ...WAITS, waits: false, ended: true };

it.each([
  ["waits", WAITS, APPROVED, "waiting", false],
  ["waits while our rule is off", { ...WAITS, ruleOn: false }, NOTHING, "rule-off", false],
  ["shows neither", { ...WAITS, waits: false }, NOTHING, "unsure", false],
  ["went on after our approval", { ...went, ours: true }, APPROVED, "approved", true],
  ["went on after an approval whose answer was lost", went, { ...APPROVED, answered: false }, "approved", true],
  ["went on with our approval, the rule off since", { ...went, ours: true, ruleOn: false }, APPROVED, "approved", true],
  ["went on without us", went, NOTHING, "bypassed", true],
  ["went on against our word", went, REJECTED, "bypassed", true],
  ["went on while our rule was off", { ...went, ruleOn: false }, APPROVED, "rule-off", true],
  ["ended by our word", { ...ended, ours: true }, REJECTED, "rejected", true],
  [
    "ended by our word in a run that was cancelled later",
    { ...ended, ours: true, cancelled: true },
    REJECTED,
    "rejected",
    true,
  ],
  ["ended, and our word was taken", ended, REJECTED, "rejected", true],
  ["ended, and our word was never taken", ended, { ...REJECTED, answered: false }, "ended", true],
  ["was cancelled", { ...ended, cancelled: true }, APPROVED, "cancelled", true],
  ["was cancelled before our word", { ...ended, cancelled: true }, REJECTED, "cancelled", true],
  [
    "went on by an approval that GitHub did not take back",
    went,
    { ...REJECTED, answered: false, stands: true },
    "approved",
    true,
  ],
  [
    "went on after our word took the approval back",
    { ...went, ours: true },
    { ...REJECTED, stands: true },
    "bypassed",
    true,
  ],
  ["was rejected by somebody else", { ...ended, rejected: true }, NOTHING, "rejected-by-others", true],
  ["ended otherwise", ended, NOTHING, "ended", true],
] as const)("a deployment that %s", (_what, seen, said, belief, over) => {
  expect(believe(seen, said)).toEqual({ belief, over });
});
