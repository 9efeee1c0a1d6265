import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { LogContents } from "../log/contents.ts";
import { alarm, repositoryPart } from "../monitor/alarm.ts";
import type { Alarm } from "../monitor/alarm.ts";
import { findingAlarm } from "../monitor/log-alarms.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";
import { recomputeChange } from "./audit.ts";
import { judgeDeployments } from "./audit-deployments.ts";
import { firstReceipts } from "./first-receipts.ts";
import type { Classify } from "./class-facts.ts";

/** Leaves of changes that the objects give as well, and of deployments that were covered: neither is looked at again. */
export type SettledRecords = { readonly changes: Set<number>; readonly deployments: Set<number> };

/** Changes and first receipts about a repository that were not settled before. */
export type OwnRecords = Pick<LogContents, "changes" | "deployments">;

/** Those of a log. */
export function ownRecords(log: LogContents, id: string, settled: SettledRecords): OwnRecords {
  return {
    changes: log.changes.filter(({ leaf, record }) => record.repository.id === id && !settled.changes.has(leaf)),
    deployments: firstReceipts(log).filter(
      ({ leaf, record }) => record.repository.id === id && !settled.deployments.has(leaf),
    ),
  };
}

type Looking = { readonly crypto: Crypto; readonly classify: Classify; readonly repository: Repository };

/**
 * What objects say of the records about a repository: changes that were captured as something else (`audit.change`), deployments that
 * nothing covered, or only what came later, and commits that were deployed and that nobody can see (`monitor.deployment-unseen`).
 */
export async function watchRecords(
  parts: Looking,
  log: LogContents,
  id: string,
  own: OwnRecords,
  settled: SettledRecords,
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
