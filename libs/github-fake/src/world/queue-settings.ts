import type { Hub } from "../hub.ts";
import type { Repository } from "../state/repositories.ts";
import { ruleFor } from "./rules.ts";

/** How a merge queue works. */
export type QueueSettings = {
  readonly method: "MERGE" | "SQUASH" | "REBASE";
  /** Seconds after which a check that has not come is taken for failed. */
  readonly checkTimeout: number;
  readonly buildAtMost: number;
  readonly mergeAtMost: number;
  readonly mergeAtLeast: number;
  /** Seconds that it waits for `mergeAtLeast`. */
  readonly waitSeconds: number;
};

/** The settings of a branch's queue, undefined where it has none. */
export function queueSettings(hub: Hub, repository: Repository, branch: string): QueueSettings | undefined {
  const rule = ruleFor(hub, repository, branch, "merge_queue");
  if (rule === undefined) return undefined;
  const number = (name: string, usual: number) => {
    const value = rule.parameters?.[name];
    return typeof value === "number" ? value : usual;
  };
  const method = rule.parameters?.["merge_method"];
  return {
    method: method === "SQUASH" || method === "REBASE" ? method : "MERGE",
    checkTimeout: number("check_response_timeout_minutes", 60) * 60,
    buildAtMost: number("max_entries_to_build", 5),
    mergeAtMost: number("max_entries_to_merge", 5),
    mergeAtLeast: number("min_entries_to_merge", 1),
    waitSeconds: number("min_entries_to_merge_wait_minutes", 5) * 60,
  };
}
