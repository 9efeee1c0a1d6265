import { NOTHING } from "../git/store.ts";
import { tip } from "../git/commits.ts";
import type { Hub } from "../hub.ts";
import type { Pull, Repository } from "../state/repositories.ts";
import type { MergeGroup, QueueEntry } from "../state/rules.ts";
import { known } from "../state/table.ts";
import { buildGroup, destroyGroup } from "./merge-groups.ts";
import { tellMoves } from "./moves.ts";
import { emitPull, mergedPull } from "./pushed-pulls.ts";
import { queueSettings } from "./queue-settings.ts";
import { requiredChecks } from "./required.ts";

/** Puts a pull request at the end of the queue of its base. In the order of the repository. */
export async function enqueue(hub: Hub, pull: Pull, by: number): Promise<void> {
  const repository = known(hub.state.repositories, pull.repository);
  if (queueSettings(hub, repository, pull.baseRef) === undefined) throw new Error("the branch has no merge queue");
  if (pull.state !== "open" || pull.draft || entryOf(hub, pull) !== undefined) throw new Error("it cannot be queued");
  hub.state.queue.put({
    id: hub.state.nextId(),
    repository: pull.repository,
    pull: pull.id,
    baseRef: pull.baseRef,
    by,
    enqueuedAt: hub.clock.now(),
  });
  emitPull(hub, pull, "enqueued", by);
  await advanceQueue(hub, repository, pull.baseRef);
}

/** Takes a pull request out of the queue; those behind it get new groups. In the order of the repository. */
export async function dequeue(hub: Hub, pull: Pull, by: number, reason: string): Promise<void> {
  const entry = entryOf(hub, pull);
  if (entry === undefined) return;
  const behind = hub.state.groups.where(({ entry: id, baseRef, repository }) => {
    return repository === entry.repository && baseRef === entry.baseRef && id >= entry.id;
  });
  for (const group of behind.toReversed())
    await destroyGroup(hub, group, group.entry === entry.id ? "dequeued" : "invalidated");
  hub.state.queue.remove(entry.id);
  emitPull(hub, known(hub.state.pulls, pull.id), "dequeued", by, { reason });
  await advanceQueue(hub, known(hub.state.repositories, entry.repository), entry.baseRef);
}

/** Merges what has passed, takes out what has failed, and makes groups for what has none. In the order of the repository. */
export async function advanceQueue(hub: Hub, repository: Repository, branch: string): Promise<void> {
  const settings = queueSettings(hub, repository, branch);
  if (settings === undefined || entriesOf(hub, repository, branch).length === 0) return;
  await dropOutdated(hub, repository, branch);
  const states = groupsOf(hub, repository, branch).map((group) => ({ group, state: stateOf(hub, repository, group) }));
  const failed = states.find(({ state }) => state === "failed" || state === "late");
  const passed = states.findIndex(({ state }) => state !== "passed");
  const ready = states.slice(0, passed < 0 ? states.length : passed).slice(0, settings.mergeAtMost);
  const waited = hub.clock.now() >= (entriesOf(hub, repository, branch)[0]?.enqueuedAt ?? 0) + settings.waitSeconds;
  if (ready.length > 0 && (ready.length >= settings.mergeAtLeast || waited)) {
    await land(
      hub,
      repository,
      branch,
      ready.map(({ group }) => group),
    );
    return advanceQueue(hub, repository, branch);
  }
  if (failed !== undefined && ready.length === states.indexOf(failed)) {
    const reason = failed.state === "late" ? "CI_TIMEOUT" : "CI_FAILURE";
    return dequeue(hub, known(hub.state.pulls, failed.group.pull), repository.owner, reason);
  }
  await buildMissing(hub, repository, branch, settings.buildAtMost);
}

function stateOf(hub: Hub, repository: Repository, group: MergeGroup) {
  const state = requiredChecks(hub, repository, group.baseRef, group.headSha);
  const { checkTimeout } = queueSettings(hub, repository, group.baseRef) ?? { checkTimeout: Infinity };
  return state === "waiting" && hub.clock.now() >= group.createdAt + checkTimeout ? "late" : state;
}

/** When the branch was moved by somebody else, no group is right any more. */
async function dropOutdated(hub: Hub, repository: Repository, branch: string): Promise<void> {
  const [first] = groupsOf(hub, repository, branch);
  if (first === undefined || first.baseSha === (await tip(hub.git, repository.id, branch))) return;
  for (const group of groupsOf(hub, repository, branch).toReversed()) await destroyGroup(hub, group, "invalidated");
}

async function buildMissing(hub: Hub, repository: Repository, branch: string, most: number): Promise<void> {
  let built = false;
  for (const entry of entriesOf(hub, repository, branch).slice(0, most)) {
    const groups = groupsOf(hub, repository, branch);
    if (groups.some((group) => group.entry === entry.id)) continue;
    const base = groups.at(-1)?.headSha ?? (await tip(hub.git, repository.id, branch)) ?? NOTHING;
    const pull = known(hub.state.pulls, entry.pull);
    const group = await buildGroup(hub, repository, entry, pull, base);
    if (group === undefined) return dequeue(hub, pull, repository.owner, "MERGE_CONFLICT");
    built = true;
  }
  if (!built) return;
  const states = groupsOf(hub, repository, branch).map((group) => stateOf(hub, repository, group));
  // Without required checks there is nothing to wait for.
  if (states[0] === "passed") await advanceQueue(hub, repository, branch);
}

async function land(hub: Hub, repository: Repository, branch: string, groups: readonly MergeGroup[]): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const before = (await tip(hub.git, repository.id, branch)) ?? NOTHING;
  const after = groups.at(-1)?.headSha ?? before;
  await hub.git.git(repository.id, ["update-ref", ref, after, before]);
  for (const group of groups) {
    const entry = known(hub.state.queue, group.entry);
    hub.state.queue.remove(entry.id);
    emitPull(hub, known(hub.state.pulls, group.pull), "dequeued", entry.by, { reason: "MERGE" });
    mergedPull(hub, known(hub.state.pulls, group.pull), entry.by, group.headSha);
  }
  await tellMoves(hub, repository, [{ ref, before, after }], repository.owner, "landed");
  for (const group of groups) await destroyGroup(hub, group, "merged");
}

function entryOf({ state }: Hub, pull: Pull): QueueEntry | undefined {
  return state.queue.find((entry) => entry.pull === pull.id);
}

function entriesOf({ state }: Hub, repository: Repository, branch: string): readonly QueueEntry[] {
  return state.queue.where((entry) => entry.repository === repository.id && entry.baseRef === branch);
}

function groupsOf({ state }: Hub, repository: Repository, branch: string): readonly MergeGroup[] {
  return state.groups.where((group) => group.repository === repository.id && group.baseRef === branch);
}
