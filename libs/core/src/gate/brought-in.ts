import { CountersignError } from "../error.ts";
import type { Oid } from "../objects/oid.ts";
import type { CommitWithId } from "../objects/repository.ts";

/**
 * Which commits each step of a first-parent line brings in: the step's own commit and whatever its further parents reach
 * that no earlier step had. `line`: oldest first, without the commit that the walk starts from; `others`: every commit
 * reachable from the tip and not from there (only needed when the line has merges).
 * `git.octopus` for a merge of more than two; `git.new-root` for a commit without parents.
 */
export function broughtIn(
  line: readonly CommitWithId[],
  others: readonly CommitWithId[],
): readonly (readonly CommitWithId[])[] {
  const unseen = new Map(others.map((commit) => [commit.oid, commit]));
  for (const { oid } of line) unseen.delete(oid);
  line.forEach(checkOctopus);
  [...line, ...others].forEach(checkRoot);
  return line.map((step) => [step, ...takeReachable(unseen, step.commit.parents.slice(1))]);
}

function checkOctopus({ oid, commit }: CommitWithId): void {
  if (commit.parents.length > 2)
    throw new CountersignError("git.octopus", `${oid} merges ${commit.parents.length - 1} branches at once`);
}

function checkRoot({ oid, commit }: CommitWithId): void {
  if (commit.parents.length === 0)
    throw new CountersignError("git.new-root", `${oid} has no parent and does not lie below the settled commit`);
}

function takeReachable(unseen: Map<Oid, CommitWithId>, from: readonly Oid[]): readonly CommitWithId[] {
  const taken: CommitWithId[] = [];
  const waiting = [...from];
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    const found = unseen.get(oid);
    if (found === undefined) continue;
    unseen.delete(oid);
    taken.push(found);
    waiting.push(...found.commit.parents);
  }
  return taken;
}
