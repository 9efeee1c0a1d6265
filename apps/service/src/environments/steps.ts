import { changeDigest, scopedEntries } from "@countersign/core";
import type { EdgeVerdict, LogContents, Repository, RepositoryPolicy, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { anyOid } from "../capture/ref-moves.ts";
import { indexOf } from "../queue/log-index.ts";

/** A step between what runs and the candidate, with the captured changes that have its very content. */
export type Step = { readonly edge: EdgeVerdict; readonly changes: readonly string[] };

/** Steps that are looked at; of more, the newest. */
const MOST_STEPS = 50;

/** The edges of a verdict up to what runs, and those behind it, oldest first: all of them behind it where it is on none. */
export function edgesAround(
  { edges }: Pick<Verdict, "edges">,
  running: string | undefined,
): { readonly upTo: readonly EdgeVerdict[]; readonly behind: readonly EdgeVerdict[] } {
  const at = edges.findIndex(({ to }) => to === running);
  const [first, second] = edges;
  const isNewestFirst = first !== undefined && second !== undefined && first.from === second.to;
  const ordered = isNewestFirst ? edges.toReversed() : edges;
  if (at === -1)
    return { upTo: [], behind: edges.some(({ from }) => from === running) ? after(ordered, running) : ordered };
  const place = ordered.findIndex(({ to }) => to === running);
  return { upTo: ordered.slice(0, place + 1), behind: ordered.slice(place + 1) };
}

function after(edges: readonly EdgeVerdict[], running: string | undefined): readonly EdgeVerdict[] {
  return edges.slice(edges.findIndex(({ from }) => from === running));
}

/** Which captured changes have the content of each step: those that carry it, and else those of the same digest on the same ref. */
export async function stepsOf(
  repository: Repository,
  contents: LogContents,
  { scope, id, ref }: Pick<RepositoryPolicy, "scope" | "id"> & { readonly ref: string },
  edges: readonly EdgeVerdict[],
): Promise<readonly Step[]> {
  const { byDigest } = indexOf(contents);
  const steps: Step[] = [];
  for (const edge of edges.slice(-MOST_STEPS)) {
    const carrying = edge.approvals.map(({ change }) => change);
    if (carrying.length > 0 || edge.state === "not-applicable") {
      steps.push({ edge, changes: [...new Set(carrying)] });
      continue;
    }
    const [from, to] = [await repository.commit(anyOid(edge.from)), await repository.commit(anyOid(edge.to))];
    const { entries } = await scopedEntries(repository, scope, from.tree, to.tree);
    const digest = changeDigest(nodeCrypto, repository.objectFormat, entries);
    const captured = digest === undefined ? [] : (byDigest.get(digest) ?? []);
    const here = captured.filter(({ record }) => record.repository.id === id && record.ref === ref);
    steps.push({ edge, changes: [...new Set(here.map(({ record }) => record.change))] });
  }
  return steps;
}
