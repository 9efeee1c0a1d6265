import type { LogContents, Oid } from "@countersign/core";
import type { BenchVerdict, PolicyBench } from "./policy-bench.ts";

/** A commit of the ref as it is judged under the policy in force and under another one. */
export type Replayed = {
  readonly commit: Oid;
  readonly before: string;
  readonly after: string;
  /** Ids of the requirements that stand otherwise, with how; empty where the difference is about none of them. */
  readonly because: readonly string[];
};

/** Judges the last commits of the ref twice, oldest first. */
export async function replay(
  bench: PolicyBench,
  [now, next]: readonly [LogContents, LogContents],
  environment: string,
  last: number,
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (const commit of await bench.newest(last)) {
    const [before, after] = [await bench.judge(now, environment, commit), await bench.judge(next, environment, commit)];
    replayed.push({ commit, before: before.code, after: after.code, because: differing(before, after) });
  }
  return replayed;
}

/** Whether the answer is another one. */
export function changes({ before, after }: Replayed): boolean {
  return before !== after;
}

function differing(before: BenchVerdict, after: BenchVerdict): readonly string[] {
  const [old, next] = [statesOf(before), statesOf(after)];
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id) ?? "not asked", next.get(id) ?? "not asked"];
    return was === is ? [] : [`${id}: ${was} → ${is}`];
  });
}

/** What nothing settles is neither satisfied nor unsatisfied. */
function statesOf({ requirements }: BenchVerdict): ReadonlyMap<string, string> {
  return new Map(
    requirements.map(({ id, state, settled }) => [
      id,
      state === "UNSATISFIED" && settled === undefined ? "NOT SETTLED" : state,
    ]),
  );
}
