import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { LogContents } from "../log/contents.ts";
import { alarm, alarmId, repositoryPart } from "../monitor/alarm.ts";
import type { Alarm } from "../monitor/alarm.ts";
import { findingAlarm } from "../monitor/log-alarms.ts";
import { followRef, rewoundAlarm } from "../monitor/ref-memory.ts";
import type { RefMemory } from "../monitor/ref-memory.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import type { RepositoryPolicy } from "../policy/policy.ts";
import { formatHex } from "@countersign/attest";
import { recomputeChange } from "./audit.ts";
import { firstReceipts, judgeDeployments } from "./audit-deployments.ts";
import type { Classify } from "./class-facts.ts";
import { commitsBelow } from "./commits-below.ts";
import { watchRef } from "./watch-ref.ts";

/** A repository that is followed: where its objects come from, and our own mirror of them. */
export interface FollowedRepository {
  /**
   * Brings the tips of these refs into the mirror and answers them, those that are not there left out; of `welcome` as many as the
   * source still has. `oldDefects` are commits whose malformed headers are tolerated.
   */
  fetch(wish: {
    readonly refs: readonly string[];
    readonly welcome: readonly Oid[];
    readonly oldDefects: readonly Oid[];
  }): Promise<ReadonlyMap<string, Oid>>;
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

/** A repository that is looked at again and again. What reading it throws is its source's failure. */
export type WatchedRepository = {
  readonly look: (log: LogContents, before: RepositoryBefore) => Promise<RepositorySight>;
};

type Parts = { readonly crypto: Crypto; readonly classify: Classify; readonly source: FollowedRepository };

/** What was found once and stays so while the log's policy does: it is not looked for again. */
type Settled = {
  policy: string;
  /** Leaves of changes that the objects give as well, and of deployments that were covered. */
  readonly changes: Set<number>;
  readonly deployments: Set<number>;
  /** What was said about a ref at this tip and this log. */
  readonly refs: Map<string, { readonly key: string; readonly alarms: readonly Alarm[] }>;
};

/** Follows a repository of the policy by its id. */
export function watchRepository(parts: Parts, id: string): WatchedRepository {
  const settled: Settled = { policy: "", changes: new Set(), deployments: new Set(), refs: new Map() };
  return {
    async look(log, before) {
      const measure = log.policy.policy.repositories.find((one) => one.id === id);
      // One that the policy no longer has is no longer protected; that it went is the policy's change.
      if (measure === undefined) return { alarms: [], refs: before.refs };
      forgetWith(settled, log);
      const own = ownRecords(log, id, settled);
      const tips = await parts.source.fetch({
        refs: measure.refs.map(({ ref }) => ref),
        welcome: welcomeCommits(log, measure, own),
        oldDefects: measure.oldHeaderDefects,
      });
      await using repository = await parts.source.open();
      const refs = await watchRefs({ ...parts, repository }, log, measure, tips, before, settled);
      const records = await watchRecords({ ...parts, repository }, log, measure, own, settled);
      return { alarms: [...refs.alarms, ...records], refs: refs.refs };
    },
  };
}

/** A later policy may void what earlier answers rest on. */
function forgetWith(settled: Settled, { policy: { sha256 } }: LogContents): void {
  if (settled.policy === sha256) return;
  settled.policy = sha256;
  for (const found of [settled.changes, settled.deployments, settled.refs]) found.clear();
}

/** Changes and first receipts about a repository that were not settled before. */
type OwnRecords = Pick<LogContents, "changes" | "deployments">;

function ownRecords(log: LogContents, id: string, settled: Settled): OwnRecords {
  return {
    changes: log.changes.filter(({ leaf, record }) => record.repository.id === id && !settled.changes.has(leaf)),
    deployments: firstReceipts(log).filter(
      ({ leaf, record }) => record.repository.id === id && !settled.deployments.has(leaf),
    ),
  };
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

async function watchRecords(
  parts: Looking,
  log: LogContents,
  { id }: RepositoryPolicy,
  own: OwnRecords,
  settled: Settled,
): Promise<readonly Alarm[]> {
  const changes: Alarm[] = [];
  for (const change of own.changes) {
    const answer = await recomputeChange(parts.crypto, parts.repository, log, change);
    if (answer === "same") settled.changes.add(change.leaf);
    else if (answer !== "unavailable") changes.push(findingAlarm(repositoryPart(id), answer));
  }
  const { problems, unavailable } = await judgeDeployments(parts, { ...log, deployments: own.deployments });
  const open = new Set([...unavailable, ...problems.map(({ index }) => index)]);
  own.deployments.filter(({ leaf }) => !open.has(leaf)).forEach(({ leaf }) => settled.deployments.add(leaf));
  const unseen = await missingCommits(parts.repository, own, new Set(unavailable));
  return [
    ...changes,
    ...problems.map((finding) => findingAlarm(repositoryPart(id), finding)),
    ...unseen.map((one) => unseenAlarm(id, one)),
  ];
}

/** Receipts for commits that the repository does not have: nobody but who deployed them can say what they are. */
async function missingCommits(repository: Repository, { deployments }: OwnRecords, unavailable: ReadonlySet<number>) {
  const missing: LogContents["deployments"][number][] = [];
  for (const deployment of deployments.filter(({ leaf }) => unavailable.has(leaf)))
    if (!(await hasCommit(repository, deployment.record.commit))) missing.push(deployment);
  return missing;
}

async function hasCommit(repository: Repository, commit: Oid): Promise<boolean> {
  try {
    await repository.commit(commit);
    return true;
  } catch (error) {
    if (error instanceof CountersignError && error.code === "git.missing-object") return false;
    throw error;
  }
}

function unseenAlarm(id: string, { leaf, record: { commit, environment } }: LogContents["deployments"][number]): Alarm {
  return alarm({
    part: repositoryPart(id),
    code: "monitor.deployment-unseen",
    subject: `leaf ${leaf}`,
    text: `leaf ${leaf}: ${commit} was deployed to ${environment}, and ${id} does not have it`,
    at: { leaf, commit },
  });
}
