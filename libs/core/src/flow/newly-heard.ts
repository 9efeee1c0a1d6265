import { isHarmful } from "../gate/fallen.ts";
import { acceptedRefs } from "../gate/judge.ts";
import type { Policy } from "../policy/policy.ts";
import { digestKey } from "../state/fact.ts";
import type { GateState, Line } from "../state/gate-state.ts";
import type { PageIndex } from "./page-index.ts";

/**
 * Digests of contents that were spoken against for a ref which a line's own accepts only since the newest policy: what was
 * said there was nothing to the line before, and is now. By line, with whether it was revoked as harmful. Rare, so it reads
 * every page.
 */
export async function newlyHeard(
  { lines, policies }: GateState,
  index: PageIndex,
  policy: Policy,
): Promise<ReadonlyMap<Line, ReadonlyMap<string, boolean>>> {
  const before = policies.at(-1)?.policy;
  const widened = lines.flatMap((line) => {
    const added = before === undefined ? new Set() : acceptedRefs(policy, line).difference(acceptedRefs(before, line));
    return added.size === 0 ? [] : [{ line, added, heard: new Map<string, boolean>() }];
  });
  if (widened.length === 0) return new Map();
  for await (const [, facts] of index.all())
    for (const fact of facts) {
      if (fact.kind !== "review" || fact.logged.record.decision === "approve") continue;
      const { repository, ref, changeDigest } = fact.logged.record;
      const digest = digestKey(changeDigest);
      for (const { line, added, heard } of widened)
        if (line.repository === repository.id && added.has(ref))
          heard.set(digest, heard.get(digest) === true || isHarmful(fact.logged));
    }
  return new Map(widened.map(({ line, heard }) => [line, heard]));
}
