import { isEmergency } from "../gate/carried.ts";
import { isHarmful } from "../gate/fallen.ts";
import type { LogContents, LoggedReview } from "../log/contents.ts";
import { standsIn } from "../log/stands.ts";
import type { Policy } from "../policy/policy.ts";
import type { Root } from "../policy/root.ts";
import { digestKey } from "../state/fact.ts";
import type { Cover } from "../state/fact.ts";
import type { GateState, Line } from "../state/gate-state.ts";
import { EMPTY_TABLE } from "../state/page-table.ts";
import { NO_SUMS } from "../state/sum-table.ts";
import { coversOf } from "./covers.ts";
import type { FollowedBundle } from "./follow-bundle.ts";
import { withoutLostBaselines } from "./lost-baselines.ts";
import { newlyHeard } from "./newly-heard.ts";
import type { PageIndex } from "./page-index.ts";

/** The state after a bundle was followed; pages and sums are still those of before, and nothing more is settled. */
export async function advanceState(
  root: Root,
  state: GateState | undefined,
  index: PageIndex,
  { contents, frontier }: FollowedBundle,
): Promise<GateState> {
  const { origin, root: tree, time, policies } = contents;
  const records = advanceRecords(state, contents);
  return {
    origin,
    policySha256: root.policySha256,
    frontier,
    root: tree,
    ...(time === undefined ? {} : { time }),
    policies,
    records,
    lines:
      state === undefined
        ? []
        : withoutLostBaselines(await advanceLines(state, index, contents), state, records, contents),
    pages: state?.pages ?? EMPTY_TABLE,
    sums: state?.sums ?? NO_SUMS,
  };
}

function advanceRecords(state: GateState | undefined, contents: LogContents): GateState["records"] {
  const before = state?.records ?? { baselines: [], deployments: [], breakGlass: [], incidents: [] };
  const breakGlass = [...before.breakGlass, ...contents.breakGlass];
  const placeOf = (receipt: LogContents["deployments"][number]) => {
    const { environment, repository, ref, state: done } = receipt.record;
    return JSON.stringify([
      environment,
      repository.id,
      ref,
      done === "succeeded",
      isEmergency({ breakGlass }, receipt),
    ]);
  };
  const deployments = Map.groupBy([...before.deployments, ...contents.deployments], placeOf);
  const stands = standsIn(contents.policy.policy);
  return {
    baselines: [...before.baselines, ...contents.baselines].filter(stands),
    deployments: [...deployments.values()]
      .flatMap((all) => all.filter(stands).slice(-1))
      .toSorted((a, b) => a.leaf - b.leaf),
    breakGlass: breakGlass.filter(stands),
    incidents: [...before.incidents, ...contents.incidents].filter(stands),
  };
}

/** Marks what was settled and is spoken about now, so that the next judgement looks at it again. */
async function advanceLines(state: GateState, index: PageIndex, contents: LogContents): Promise<readonly Line[]> {
  if (state.lines.length === 0) return state.lines;
  const digests = new Set(
    [...contents.changes, ...contents.reviews].map(({ record }) => digestKey(record.changeDigest)),
  );
  const heard = await newlyHeard(state, index, contents.policy.policy);
  const asked = new Set([...digests, ...[...heard.values()].flatMap((some) => [...some.keys()])]);
  await index.load(asked);
  const covered = [...asked].flatMap((digest) => coversOf(index, digest).map((cover) => ({ digest, cover })));
  const undermined = await underminedCovers(state, index, contents.policy.policy);
  const harmful = new Set(contents.reviews.filter(isHarmful).map(({ record }) => digestKey(record.changeDigest)));
  return state.lines.map((line, number) => {
    const touched = covered.filter(({ digest }) => digests.has(digest) || heard.get(line)?.has(digest) === true);
    const own = [...touched, ...undermined].filter(({ cover }) => cover.line === number);
    const isNowHarmful = (digest: string) => harmful.has(digest) || heard.get(line)?.get(digest) === true;
    const lost = undermined.filter(({ cover }) => cover.line === number);
    return {
      ...line,
      contested: [...new Set([...line.contested, ...own.map(({ digest }) => digest)])],
      harmful: [...line.harmful, ...stretches(own.filter(({ digest }) => isNowHarmful(digest)))],
      undermined: [...line.undermined, ...stretches(lost).map((one) => ({ ...one, leaf: contents.policy.leaf }))],
    };
  });
}

type Found = { readonly digest: string; readonly cover: Cover };

/** Where the line has the contents, as long as nobody has said that they are gone. */
function stretches(found: readonly Found[]): readonly { readonly digest: string; readonly from: number }[] {
  return [...Map.groupBy(found, ({ digest }) => digest)].map(([digest, covers]) => ({
    digest,
    from: Math.min(...covers.map(({ cover }) => cover.position)),
  }));
}

/** Covers that rest on a key or a record that the newest policy takes away and the one before did not. Rare, so it reads every page. */
async function underminedCovers(state: GateState, index: PageIndex, policy: Policy): Promise<readonly Found[]> {
  const before = state.policies.at(-1)?.policy;
  const revoked = policy.revokedKeys.filter((key) => !before?.revokedKeys.some((known) => sameKey(known, key)));
  const voided = policy.void.filter((one) => !before?.void.some(({ record }) => record === one.record));
  if (revoked.length === 0 && voided.length === 0) return [];
  const lost = new Set(voided.map(({ record }) => record));
  const lostChanges = new Set<string>();
  for await (const [, facts] of index.all())
    for (const fact of facts) {
      if (fact.kind === "review" && revoked.some((key) => isBy(key, fact.logged))) lost.add(fact.logged.id);
      if (fact.kind === "change" && lost.has(fact.logged.id)) lostChanges.add(fact.logged.record.change);
    }
  const found: Found[] = [];
  for await (const [digest, facts] of index.all())
    for (const fact of facts)
      if (fact.kind === "cover" && restsOn(fact.cover, lost, lostChanges)) found.push({ digest, cover: fact.cover });
  return found;
}

type RevokedKey = Policy["revokedKeys"][number];

function sameKey(a: RevokedKey, b: RevokedKey): boolean {
  return a.fingerprint === b.fingerprint && a.fromLeaf <= b.fromLeaf;
}

function isBy({ fingerprint, fromLeaf }: RevokedKey, review: LoggedReview): boolean {
  return review.fingerprint === fingerprint && review.leaf >= fromLeaf;
}

function restsOn({ approvals, changes }: Cover, lost: ReadonlySet<string>, lostChanges: ReadonlySet<string>): boolean {
  return approvals.some((id) => lost.has(id)) || changes.some((id) => lostChanges.has(id));
}
