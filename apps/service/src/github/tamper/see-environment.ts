import { CountersignError } from "@countersign/core";
import { z } from "zod";
import { isRuleOn } from "../deployments/look-at-run.ts";
import type { Reached } from "../places/place-of.ts";
import type { Guard } from "./guard.ts";
import type { SeeParts } from "./see-branch.ts";

const environmentForm = z.object({ can_admins_bypass: z.boolean().nullish() });

/** Whether our rule stands before an environment, and administrators may not let jobs past it. */
export async function seeEnvironment(
  parts: SeeParts,
  reached: Reached,
  environment: string,
  signal: AbortSignal,
): Promise<readonly Guard[]> {
  const { owner, repo, as } = reached;
  const subject = environment;
  try {
    const route = "GET /repos/{owner}/{repo}/environments/{environment_name}";
    const { data } = await parts.github.ask(as, route, { owner, repo, environment_name: environment }, { signal });
    const { can_admins_bypass: may } = environmentForm.parse(data);
    const isOn = await isRuleOn(parts, reached, environment, { signal });
    return [
      isOn
        ? { subject, aspect: "protection-rule", state: "right", detail: "the rule is on" }
        : { subject, aspect: "protection-rule", state: "wrong", detail: "the rule is off, or there is none" },
      may === false
        ? { subject, aspect: "admin-bypass", state: "right", detail: "administrators are bound" }
        : typeof may === "boolean"
          ? { subject, aspect: "admin-bypass", state: "wrong", detail: "administrators may let jobs past the rule" }
          : {
              subject,
              aspect: "admin-bypass",
              state: "unseen",
              detail: "whether administrators are bound is not shown",
            },
    ];
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "github.not-found") throw error;
    const detail = "there is no environment of that name";
    return (["protection-rule", "admin-bypass"] as const).map((aspect) => ({
      subject,
      aspect,
      state: "absent",
      detail,
    }));
  }
}
