import { HIGHEST_RISK_TOGETHER } from "@countersign/core";
import type { Task } from "../api/types.ts";
import { visibleText } from "../text/visible.ts";

/** As many as the service takes at once. */
const MOST = 100;

/**
 * Why tasks cannot be decided about together, as a sentence with the code that the service refuses them by; undefined where they may be.
 * What the service says of a task is a claim: the page that decides recomputes it.
 */
export function togetherHindrance(tasks: readonly Task[]): string | undefined {
  const risky = tasks.find(({ risk }) => risk > HIGHEST_RISK_TOGETHER);
  if (risky !== undefined)
    return `“${visibleText(risky.title).slice(0, 80)}” is of risk R${risky.risk} and is decided about by itself (queue.batch-risk).`;
  if (new Set(tasks.map(({ role }) => role)).size > 1 || tasks.length > MOST)
    return `Together are decided 1 to ${MOST} changes in one role (queue.batch-role).`;
  return undefined;
}
