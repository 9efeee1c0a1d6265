import { MAIN, PLAIN_POLICY, RELEASE, ROLES } from "./cast.testing.ts";
import { draft } from "./draft.testing.ts";
import type { Setting } from "./plan.testing.ts";
import { SUBMODULE, pointer } from "./play-edit.testing.ts";
import { START, withFile } from "./small-files.testing.ts";
import { linkTo } from "./world-content.testing.ts";
import type { Stage } from "./stage.testing.ts";
import type { Files, WorldPolicy, WorldRequirement } from "./world.testing.ts";

/** The stage before the first step: `c0` under a baseline. */
export function begin(setting: Setting): Stage {
  const policy = policyOf(setting);
  const files = firstFiles(setting);
  const ref = setting.release === "no" ? MAIN : RELEASE;
  // Nobody is asked for the class of a change that has none: a class that is split shows only where that is so.
  const required = policy.requirements.slice(0, setting.both && !isAskedByClass(setting) ? 2 : 1);
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

function firstFiles({ submodule, links }: Setting): Files {
  const files = submodule === "none" ? START : withFile(START, SUBMODULE, pointer(9));
  if (links === "none") return files;
  const linked = withFile(files, "docs/l", linkTo("../ranker/weights.json"));
  return links === "one" ? linked : withFile(linked, "ui/l", linkTo("../docs/l"));
}

function isAskedByClass({ requirements }: Setting): boolean {
  return requirements.some(({ byClass }) => byClass === true);
}

function policyOf(setting: Setting): WorldPolicy {
  const { requirements, excludeDocs, byFolder, release, submodule } = setting;
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
    scope: {
      include: byFolder ? ["ranker/**", "serving/**", "ui/*.ts", "docs/*.md"] : ["**"],
      exclude: excludeDocs ? ["docs/**"] : [],
    },
    submodules: submodule === "free" ? [SUBMODULE] : [],
    environments: [
      { id: "production", requires: setting.both || isAskedByClass(setting) ? [first, second] : [first] },
      { id: "staging", requires: [first] },
      { id: "sandbox", requires: [] },
    ],
  };
}
