import { formatHex } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import type { LogContents } from "../log/contents.ts";
import { alarmId } from "../monitor/alarm.ts";
import type { Alarm } from "../monitor/alarm.ts";
import { followRef, rewoundAlarm } from "../monitor/ref-memory.ts";
import type { RefMemory } from "../monitor/ref-memory.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import type { RepositoryPolicy } from "../policy/policy.ts";
import { repositoryById } from "../policy/roster.ts";
import type { Classify } from "./class-facts.ts";
import { commitsBelow } from "./commits-below.ts";
import { ownRecords, watchRecords } from "./watch-records.ts";
import type { OwnRecords, SettledRecords } from "./watch-records.ts";
import { watchRef } from "./watch-ref.ts";

/** A repository that is followed: where its objects come from, and our own mirror of them. */
export interface FollowedRepository {
  /**
   * Brings the tips of these refs into the mirror and answers them, those that are not there left out. `oldDefects` are commits
   * whose malformed headers are tolerated.
   */
  fetch(refs: readonly string[], oldDefects: readonly Oid[]): Promise<ReadonlyMap<string, Oid>>;
  /** Brings as many of these commits as the source still has. */
  welcome(commits: readonly Oid[], oldDefects: readonly Oid[]): Promise<void>;
  /** Opens the mirror. */
  open(): Promise<Repository & AsyncDisposable>;
}

/** What a look at a repository gave: its alarms, and what to remember of its refs. */
type RepositorySight = { readonly alarms: readonly Alarm[]; readonly refs: ReadonlyMap<string, RefMemory> };

/** What is known before a look: the refs as they were remembered, and ids of alarms that were acknowledged. */
type RepositoryBefore = {
  readonly refs: ReadonlyMap<string, RefMemory>;
  readonly acknowledged: ReadonlySet<string>;
};

/**
 * A repository that is looked at again and again. What reading it throws is its source's failure. `newest` reads the log once more
 * when the tips are known: whatever was decided before a tip landed is in it then.
 */
export type WatchedRepository = {
  readonly look: (
    log: LogContents,
    before: RepositoryBefore,
    newest: () => Promise<LogContents>,
  ) => Promise<RepositorySight>;
};

type Parts = { readonly crypto: Crypto; readonly classify: Classify; readonly source: FollowedRepository };

/** What was found once and stays so while the log's policy does: it is not looked for again. */
type Settled = SettledRecords & {
  policy: string;
  /** What was said about a ref at this tip and this log. */
  readonly refs: Map<string, { readonly key: string; readonly alarms: readonly Alarm[] }>;
};

/** Follows a repository of the policy by its id. */
export function watchRepository(parts: Parts, id: string): WatchedRepository {
  const settled: Settled = { policy: "", changes: new Set(), deployments: new Set(), refs: new Map() };
  return {
    async look(known, before, newest) {
      const { refs, oldHeaderDefects } = repositoryById(known.policy.policy, id);
      const { tips, log } = await tipsAndLog(parts.source, refs, oldHeaderDefects, newest);
      const measure = log.policy.policy.repositories.find((one) => one.id === id);
      // One that the policy no longer has is no longer protected; that it went is the policy's change.
      if (measure === undefined) return { alarms: [], refs: before.refs };
      forgetWith(settled, log);
      const own = ownRecords(log, id, settled);
      await parts.source.welcome(welcomeCommits(log, measure, own), measure.oldHeaderDefects);
      await using repository = await parts.source.open();
      const found = await watchRefs({ ...parts, repository }, log, measure, tips, before, settled);
      const records = await watchRecords({ ...parts, repository }, log, id, own, settled);
      return { alarms: [...found.alarms, ...records], refs: found.refs };
    },
  };
}

async function tipsAndLog(
  source: FollowedRepository,
  refs: RepositoryPolicy["refs"],
  oldDefects: readonly Oid[],
  newest: () => Promise<LogContents>,
) {
  const tips = await source.fetch(
    refs.map(({ ref }) => ref),
    oldDefects,
  );
  return { tips, log: await newest() };
}

/** A later policy may void what earlier answers rest on. */
function forgetWith(settled: Settled, { policy: { sha256 } }: LogContents): void {
  if (settled.policy === sha256) return;
  settled.policy = sha256;
  for (const found of [settled.changes, settled.deployments, settled.refs]) found.clear();
}

/** Commits that records speak of, and approved heads, which only clean merges need. */
function welcomeCommits(log: LogContents, { id }: RepositoryPolicy, own: OwnRecords): readonly Oid[] {
  const merges = log.policy.policy.requirements.some(({ coverage }) => coverage.some((one) => one !== "same-change"));
  const approved = log.reviews.filter(
    ({ record }) => merges && record.decision === "approve" && record.repository.id === id,
  );
  return [
    ...new Set([
      ...approved.flatMap(({ record }) => [record.head.gitCommit, record.base.gitCommit]),
      ...own.changes.flatMap(({ record }) => [record.base.gitCommit, record.head.gitCommit]),
      ...own.deployments.map(({ record }) => record.commit),
    ]),
  ];
}

type Looking = Parts & { readonly repository: Repository };

async function watchRefs(
  parts: Looking,
  log: LogContents,
  measure: RepositoryPolicy,
  tips: ReadonlyMap<string, Oid>,
  before: RepositoryBefore,
  settled: Settled,
): Promise<RepositorySight> {
  const alarms: Alarm[] = [];
  const refs = new Map<string, RefMemory>();
  for (const { ref } of measure.refs) {
    const tip = tips.get(ref);
    const place = { repository: measure.id, ref };
    const memory = await remember(parts.repository, tip, before.refs.get(ref));
    const rewound = memory === undefined ? undefined : rewoundAlarm(place, memory);
    if (rewound !== undefined && before.acknowledged.has(alarmId(parts.crypto, rewound))) {
      if (tip !== undefined) refs.set(ref, { tip });
    } else if (memory !== undefined) refs.set(ref, memory);
    if (rewound !== undefined) alarms.push(rewound);
    if (tip !== undefined) alarms.push(...(await judgedOnce(parts, log, measure, ref, tip, settled)));
  }
  return { alarms, refs };
}

async function remember(repository: Repository, tip: Oid | undefined, memory: RefMemory | undefined) {
  if (tip === undefined || memory === undefined) return followRef(memory, tip, new Set());
  const { tip: seen, astray } = memory;
  const wanted = new Set(astray === undefined || astray === "gone" ? [seen] : [seen, astray]);
  return followRef(memory, tip, await commitsBelow(repository, tip, wanted));
}

async function judgedOnce(
  parts: Looking,
  log: LogContents,
  repository: RepositoryPolicy,
  ref: string,
  tip: Oid,
  { refs }: Settled,
): Promise<readonly Alarm[]> {
  const key = `${tip} ${log.size} ${formatHex(log.root)}`;
  const known = refs.get(ref);
  if (known?.key === key) return known.alarms;
  const alarms = await watchRef(parts, log, { repository, ref, tip });
  refs.set(ref, { key, alarms });
  return alarms;
}
