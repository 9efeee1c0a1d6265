import { CountersignError } from "../error.ts";
import { openRanges } from "../gate/claimed-steps.ts";
import { rangeKey } from "../gate/facts.ts";
import type { ClassFacts, ClassRange, Classes, GateFacts } from "../gate/facts.ts";
import type { Edge } from "../gate/edge.ts";
import type { Repository } from "../objects/repository.ts";
import type { Policy } from "../policy/policy.ts";
import { repositoryById } from "../policy/roster.ts";
import { scopedEntries } from "./entries.ts";

/** Entries that the ranges of one judgement may have together; beyond them the answer is `limit.range`. */
const RANGE_ENTRIES = 1_000_000;

/**
 * What runs the detectors that a policy pins, over the entries of each step on its own; undefined where no requirement
 * names a class. `policy.detectors` when they are not the ones at hand.
 */
export type Classify = (
  repository: Repository,
  policy: Policy,
  steps: readonly Pick<Edge, "entries">[],
) => Promise<readonly Classes[] | undefined>;

/**
 * Has the steps of a line classed, each on its own, and then as one those that no single step's class lets be told apart
 * (`claimedSteps`). More than `RANGE_ENTRIES` are `limit.range`.
 */
export async function classFacts(
  classify: Classify,
  repository: Repository,
  facts: Omit<GateFacts, "answers" | "classes">,
): Promise<Pick<GateFacts, "classes">> {
  const { policy } = facts.log.policy;
  const edges = await classify(repository, policy, facts.line.edges);
  if (edges === undefined) return {};
  const ranges = new Map<string, { readonly entries: Edge["entries"]; readonly classes: Classes }>();
  let budget = RANGE_ENTRIES;
  for (;;) {
    const classes: ClassFacts = { edges, ranges };
    const open = openRanges({ ...facts, classes });
    if (open.length === 0) return { classes };
    for (const range of open) {
      const entries = await entriesOf(repository, facts, range);
      budget -= entries.length;
      if (budget < 0) throw new CountersignError("limit.range", `classes of more than ${RANGE_ENTRIES} entries`);
      const [found = new Map()] = (await classify(repository, policy, [{ entries }])) ?? [];
      ranges.set(rangeKey(range), { entries, classes: found });
    }
  }
}

async function entriesOf(
  repository: Repository,
  { line, log, request }: Omit<GateFacts, "answers">,
  { from, end }: ClassRange,
): Promise<Edge["entries"]> {
  const last = line.edges[end - 1];
  if (last === undefined) throw new RangeError("a range ends on the line");
  const { scope } = repositoryById(log.policy.policy, request.repository);
  const { tree } = await repository.commit(from);
  return (await scopedEntries(repository, scope, tree, last.to.tree)).entries;
}
