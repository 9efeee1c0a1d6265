import { isFields, objects } from "../http/fields.ts";
import type { Hub } from "../hub.ts";
import type { CheckRun } from "../state/checks.ts";
import type { Repository } from "../state/repositories.ts";
import { ruleFor } from "./rules.ts";

/** How the required checks of a branch stand for a commit. GitHub takes success, neutral and skipped for passed. */
export function requiredChecks(
  hub: Hub,
  repository: Repository,
  branch: string,
  sha: string,
): "passed" | "failed" | "waiting" {
  const { parameters = {} } = ruleFor(hub, repository, branch, "required_status_checks") ?? {};
  const states = objects(parameters, "required_status_checks").map((required) => {
    if (!isFields(required)) return "waiting";
    const run = newest(hub, repository, sha, String(required["context"]), required["integration_id"]);
    if (run === undefined || run.conclusion === null) return "waiting";
    return PASSING.has(run.conclusion) ? "passed" : "failed";
  });
  if (states.includes("failed")) return "failed";
  return states.includes("waiting") ? "waiting" : "passed";
}

const PASSING: ReadonlySet<string> = new Set(["success", "neutral", "skipped"]);

function newest({ state }: Hub, repository: Repository, sha: string, name: string, app: unknown): CheckRun | undefined {
  return state.checkRuns
    .where((run) => run.headSha === sha && run.name === name && run.repository === repository.id)
    .filter((run) => typeof app !== "number" || run.app === app)
    .at(-1);
}
