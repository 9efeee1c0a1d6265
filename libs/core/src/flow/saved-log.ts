import type { Sha256 } from "../crypto.ts";
import type { GateLog } from "../gate/gate-log.ts";
import type { RememberedChange } from "../gate/remembered.ts";
import type { Logged, LoggedReview } from "../log/contents.ts";
import { standsIn } from "../log/stands.ts";
import type { Path } from "../objects/path.ts";
import { digestKey } from "../state/fact.ts";
import type { GateState } from "../state/gate-state.ts";
import type { PageIndex } from "./page-index.ts";
import { pathKey } from "./remember-log.ts";

/** What of a log is asked for: contents by their digests, paths for merges, object ids for near misses. */
export type SavedLogQuestion = {
  readonly digests: ReadonlySet<string>;
  readonly paths: readonly Path[];
  readonly objects: readonly string[];
};

/** The log as far as a judgement can ask about it, from what the state remembers. */
export async function savedLog(
  crypto: Sha256,
  state: GateState,
  index: PageIndex,
  { digests, paths, objects }: SavedLogQuestion,
): Promise<GateLog> {
  const byPath = new Map(paths.map((path) => [path, pathKey(crypto, path)]));
  await index.load([...digests, ...byPath.values(), ...objects]);
  const touching = (path: Path) => new Set(changesAt(index, byPath.get(path)));
  const merging = [...byPath.keys()].flatMap((path) => [...touching(path)]);
  await index.load(merging);
  const asked = new Set([...digests, ...merging.flatMap((id) => digestsOf(index, id))]);
  await index.load(asked);
  const changes = new Set([...asked].flatMap((digest) => changesAt(index, digest)));
  const reviews = new Set([...asked, ...objects].flatMap((key) => reviewsAt(index, key)));
  await index.load([...changes, ...reviews]);
  const revisions = [...changes].flatMap((id) => revisionsOf(index, id));
  await index.load(revisions);
  return {
    ...aboutLog(state),
    changes: inOrder(
      [...new Set([...changes, ...revisions])].flatMap((id) => loggedChanges(index, id)),
      state,
    ),
    reviews: inOrder(
      [...reviews].flatMap((id) => loggedReviews(index, id)),
      state,
    ),
    touching,
  };
}

/** What is known of the log without looking anything up. */
export function aboutLog(state: GateState): Omit<GateLog, "changes" | "reviews" | "touching"> {
  const policy = state.policies.at(-1);
  if (policy === undefined) throw new RangeError("a state has a policy");
  return {
    origin: state.origin,
    size: state.frontier.size,
    root: state.root,
    ...(state.time === undefined ? {} : { time: state.time }),
    policies: state.policies,
    policy,
    ...state.records,
  };
}

function inOrder<T extends { readonly leaf: number; readonly id: string }>(
  logged: readonly T[],
  state: GateState,
): readonly T[] {
  const policy = state.policies.at(-1)?.policy;
  const stands = policy === undefined ? () => true : standsIn(policy);
  return logged.filter(stands).toSorted((a, b) => a.leaf - b.leaf);
}

function changesAt(index: PageIndex, key: string | undefined): readonly string[] {
  return key === undefined ? [] : index.facts(key).flatMap((fact) => (fact.kind === "of" ? [fact.change] : []));
}

function reviewsAt(index: PageIndex, key: string): readonly string[] {
  return index.facts(key).flatMap((fact) => (fact.kind === "said" ? [fact.review] : []));
}

function revisionsOf(index: PageIndex, change: string): readonly string[] {
  return index.facts(change).flatMap((fact) => (fact.kind === "revision" ? [fact.change] : []));
}

function loggedChanges(index: PageIndex, change: string): readonly Logged<RememberedChange>[] {
  return index.facts(change).flatMap((fact) => (fact.kind === "change" ? [fact.logged] : []));
}

function loggedReviews(index: PageIndex, id: string): readonly LoggedReview[] {
  return index.facts(id).flatMap((fact) => (fact.kind === "review" ? [fact.logged] : []));
}

function digestsOf(index: PageIndex, change: string): readonly string[] {
  return loggedChanges(index, change).map(({ record }) => digestKey(record.changeDigest));
}
