import { MAIN, PLAIN_POLICY, RELEASE, ROLES } from "./cast.testing.ts";
import { draft } from "./draft.testing.ts";
import type { Setting } from "./plan.testing.ts";
import { SUBMODULE, pointer } from "./play-edit.testing.ts";
import { START, withFile } from "./small-files.testing.ts";
import type { Stage } from "./stage.testing.ts";
import type { WorldPolicy, WorldRequirement } from "./world.testing.ts";

/** The stage before the first step: `c0` under a baseline. */
export function begin(setting: Setting): Stage {
  const policy = policyOf(setting);
  const files = setting.submodule === "none" ? START : withFile(START, SUBMODULE, pointer(9));
  const ref = setting.release === "no" ? MAIN : RELEASE;
  const required = policy.requirements.slice(0, isAskedFor(setting) ? 2 : 1);
  return {
    draft: draft(policy, { files, ref, absent: setting.absent }),
    ref: setting.release === "strict" ? RELEASE : MAIN,
    otherRef: setting.release === "strict" ? MAIN : RELEASE,
    approvers: required.flatMap(({ role, count }) => ROLES.find(({ id }) => id === role)?.people.slice(0, count) ?? []),
    tip: "c0",
    proposals: [],
    waiting: [],
    captures: [],
    retired: [],
    revokedKeys: [],
    void: new Set(),
  };
}

/** A requirement by class is always asked for: alone it would rarely matter. */
function isAskedFor({ both, requirements }: Setting): boolean {
  return both || requirements.some(({ byClass }) => byClass === true);
}

function policyOf(setting: Setting): WorldPolicy {
  const { requirements, excludeDocs, release, submodule } = setting;
  const named = requirements.map(
    ({ byClass, ...one }, index): WorldRequirement => ({
      ...one,
      ...(byClass === true ? { classes: ["egress"] } : {}),
      id: index === 0 ? "algorithm" : "data-flow",
      role: ROLES[index]?.id ?? "",
    }),
  );
  const [first = "", second = ""] = named.map(({ id }) => id);
  return {
    ...PLAIN_POLICY,
    requirements: named,
    refs: [
      { ref: MAIN, accepts: [] },
      { ref: RELEASE, accepts: release === "accepting" ? [MAIN] : [] },
    ],
    scope: { include: ["**"], exclude: excludeDocs ? ["docs/**"] : [] },
    submodules: submodule === "free" ? [SUBMODULE] : [],
    environments: [
      { id: "production", requires: isAskedFor(setting) ? [first, second] : [first] },
      { id: "staging", requires: [first] },
      { id: "sandbox", requires: [] },
    ],
  };
}
