import { emit } from "../deliveries/emit.ts";
import { mergeCommit } from "../git/commits.ts";
import { commitFacts } from "../git/facts.ts";
import { NOTHING } from "../git/store.ts";
import type { Hub } from "../hub.ts";
import { renderSimpleCommit } from "../render/commit.ts";
import type { Pull, Repository } from "../state/repositories.ts";
import type { MergeGroup, QueueEntry } from "../state/rules.ts";
import { known } from "../state/table.ts";
import { tellMoves } from "./moves.ts";
import { queueSettings } from "./queue-settings.ts";

/** Makes the commit of an entry on top of `base`, shows it as a branch and asks for checks; undefined where they conflict. */
export async function buildGroup(
  hub: Hub,
  repository: Repository,
  entry: QueueEntry,
  pull: Pull,
  base: string,
): Promise<MergeGroup | undefined> {
  const headSha = await groupCommit(hub, repository, pull, base);
  if (headSha === undefined) return undefined;
  const headRef = `refs/heads/gh-readonly-queue/${pull.baseRef}/pr-${pull.number}-${base}`;
  await hub.git.git(repository.id, ["update-ref", headRef, headSha]);
  const group = hub.state.groups.put({
    id: hub.state.nextId(),
    repository: repository.id,
    entry: entry.id,
    pull: pull.id,
    baseRef: pull.baseRef,
    baseSha: base,
    headSha,
    headRef,
    createdAt: hub.clock.now(),
  });
  const move = { ref: headRef, before: NOTHING, after: headSha };
  await tellMoves(hub, repository, [move], repository.owner, "queued");
  await emitGroup(hub, repository, group, "checks_requested");
  return group;
}

/** Removes a group and its branch. */
export async function destroyGroup(
  hub: Hub,
  group: MergeGroup,
  reason: "merged" | "invalidated" | "dequeued",
): Promise<void> {
  const repository = known(hub.state.repositories, group.repository);
  await emitGroup(hub, repository, group, "destroyed", { reason });
  hub.state.groups.remove(group.id);
  await hub.git.git(repository.id, ["update-ref", "-d", group.headRef]);
  const move = { ref: group.headRef, before: group.headSha, after: NOTHING };
  await tellMoves(hub, repository, [move], repository.owner, "queued");
}

async function groupCommit(hub: Hub, repository: Repository, pull: Pull, base: string): Promise<string | undefined> {
  const squash = queueSettings(hub, repository, pull.baseRef)?.method !== "MERGE";
  const alone = squash && hub.switches.squashGroup === "one-commit";
  const title = squash ? `${pull.title} (#${pull.number})` : `Merge pull request #${pull.number} from ${pull.headRef}`;
  return mergeCommit(hub.git, repository.id, {
    base,
    head: pull.headSha,
    message: title,
    time: hub.clock.now(),
    ...(alone ? { parents: [base] } : {}),
  });
}

async function emitGroup(
  hub: Hub,
  repository: Repository,
  group: MergeGroup,
  action: "checks_requested" | "destroyed",
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const commit = await commitFacts(hub.git, repository.id, group.headSha);
  const payload = {
    merge_group: {
      head_sha: group.headSha,
      head_ref: group.headRef,
      base_sha: group.baseSha,
      base_ref: `refs/heads/${group.baseRef}`,
      head_commit: renderSimpleCommit(commit),
    },
    ...more,
  };
  emit(hub, { name: "merge_group", action, repository, sender: repository.owner, payload });
}
