import { CountersignError, stepSights } from "@countersign/core";
import type { CommitWithId, LogContents, Oid, StepSight } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { isAboutCapture } from "@countersign/home";
import type { Look } from "./look.ts";

/** A step of a protected ref, and how it stands to what was captured; `error` where that cannot be told. */
export type StepState = CommitWithId & {
  readonly state: StepSight["state"];
  readonly error?: CountersignError;
};

/**
 * How new steps stand, oldest first. They are read together, since a run of them may stand for a change; where that fails, each
 * is read alone, so that one that nobody can judge (`git.octopus`, `git.new-root`) leaves the others to be judged.
 */
export async function stepStates(
  { repository, measure }: Pick<Look, "repository" | "measure">,
  log: LogContents,
  ref: string,
  steps: readonly CommitWithId[],
): Promise<readonly StepState[]> {
  const part = async (some: readonly CommitWithId[]): Promise<readonly StepState[]> => {
    const [from, tip] = [some[0]?.commit.parents[0], some.at(-1)?.oid];
    if (from === undefined || tip === undefined)
      throw new CountersignError("git.new-root", `${tip} on ${ref} has no parent`);
    const sights = await stepSights(nodeCrypto, repository, log, { measure, ref, from, tip });
    const states = new Map<Oid, StepSight["state"]>(sights.map(({ commit, state }) => [commit, state]));
    return some.map((step) => ({ ...step, state: states.get(step.oid) ?? "unexplained" }));
  };
  if (steps.length === 0) return [];
  const together = await orError(() => part(steps));
  if (!(together instanceof CountersignError)) return together;
  const each: StepState[] = [];
  for (const step of steps) {
    const alone = await orError(() => part([step]));
    each.push(
      ...(alone instanceof CountersignError ? [{ ...step, state: "unexplained" as const, error: alone }] : alone),
    );
  }
  return each;
}

async function orError<T>(ask: () => Promise<T>): Promise<T | CountersignError> {
  try {
    return await ask();
  } catch (error) {
    if (isAboutCapture(error)) return error;
    throw error;
  }
}
