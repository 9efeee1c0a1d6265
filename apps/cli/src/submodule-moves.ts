import { displayPath, formatPath } from "@countersign/core";
import type { ChangeRecord, LogContents } from "@countersign/core";

/** What will be denied, whoever approves it: submodules that a change adds, moves or takes away and the policy in force does not name. */
export function unnamedSubmodules(
  { policy }: Pick<LogContents, "policy">,
  { repository, entries }: Pick<ChangeRecord, "repository" | "entries">,
): readonly string[] {
  const named = policy.policy.repositories.find(({ id }) => id === repository.id)?.submodules ?? [];
  return entries
    .filter(({ oldMode, newMode }) => oldMode === "160000" || newMode === "160000")
    .filter(({ path }) => !named.some((one) => one.path === formatPath(path)))
    .map(({ path }) => displayPath(path));
}

/** A line for each of them. */
export function submoduleLines(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `  the submodule ${path} moves, and the policy does not name it: the gate will deny it`);
}
