import { spawnSync } from "node:child_process";
import type { Case } from "./case.ts";

/** Lines that a change adds and removes, renames not considered. */
export function changedLines({ repository, base, head }: Pick<Case, "repository" | "base" | "head">): number {
  const args = ["-C", repository, "diff-tree", "-r", "-z", "--numstat", "--no-renames", base, head];
  const { status, stdout, stderr } = spawnSync("git", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .split("\0")
    .flatMap((row) => row.split("\t").slice(0, 2))
    .reduce((sum, count) => sum + (/^\d+$/.test(count) ? Number(count) : 0), 0);
}
