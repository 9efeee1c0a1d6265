import { emit } from "../deliveries/emit.ts";
import { changeSize } from "../git/facts.ts";
import { NOTHING } from "../git/store.ts";
import type { Hub } from "../hub.ts";
import { renderFullPull } from "../render/pull.ts";
import type { Pull, Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import type { Move } from "./moves.ts";

/** Pull requests whose head branch moved have a new head; one whose branch is gone is closed. */
export async function pushedPulls(hub: Hub, repository: Repository, move: Move, by: number): Promise<void> {
  const branch = move.ref.slice("refs/heads/".length);
  const pulls = hub.state.pulls.where(
    (pull) => pull.state === "open" && pull.headRepository === repository.id && pull.headRef === branch,
  );
  for (const pull of pulls) {
    if (move.after === NOTHING) closePull(hub, pull, by);
    else await synchronize(hub, pull, move, by);
  }
}

/** Open pull requests whose head is in their base now have landed, whoever brought it there. */
export async function landedPulls(hub: Hub, repository: Repository, move: Move, by: number): Promise<void> {
  if (move.after === NOTHING) return;
  const branch = move.ref.slice("refs/heads/".length);
  const open = hub.state.pulls.where(
    (pull) => pull.state === "open" && pull.repository === repository.id && pull.baseRef === branch,
  );
  if (open.length === 0) return;
  const merged = `--merged=${move.after}`;
  const refs = await hub.git.git(repository.id, ["for-each-ref", merged, "--format=%(refname)", "refs/pull/"]);
  const landed = new Set(refs.split("\n"));
  for (const pull of open.filter(({ number }) => landed.has(`refs/pull/${number}/head`)))
    mergedPull(hub, pull, by, move.after);
}

/** Notes that a pull request has landed as a commit, and says so. */
export function mergedPull(hub: Hub, pull: Pull, by: number, commit: string): Pull {
  const now = hub.clock.now();
  const members = { mergedAt: now, mergedBy: by, mergeCommit: commit } as const;
  const changed = hub.state.pulls.change(pull.id, { ...members, state: "closed", closedAt: now, updatedAt: now });
  emitPull(hub, changed, "closed", by);
  return changed;
}

/** Closes a pull request without merging it. */
export function closePull(hub: Hub, pull: Pull, by: number): Pull {
  const now = hub.clock.now();
  const changed = hub.state.pulls.change(pull.id, { state: "closed", closedAt: now, updatedAt: now });
  emitPull(hub, changed, "closed", by);
  return changed;
}

/** Says what happened to a pull request. */
export function emitPull(
  hub: Hub,
  pull: Pull,
  action: string,
  sender: number,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const repository = known(hub.state.repositories, pull.repository);
  const payload = { number: pull.number, pull_request: renderFullPull(hub, pull), ...more };
  emit(hub, { name: "pull_request", action, repository, sender, payload });
}

/** Brings a head into the base's repository, as `refs/pull/N/head`. */
export async function showHead(hub: Hub, pull: Pull): Promise<void> {
  const ref = `refs/pull/${pull.number}/head`;
  if (pull.headRepository !== pull.repository) {
    const from = hub.git.folder(pull.headRepository);
    await hub.git.git(pull.repository, ["fetch", "-q", "--no-tags", "--no-write-fetch-head", from, pull.headSha]);
  }
  await hub.git.git(pull.repository, ["update-ref", ref, pull.headSha]);
}

async function synchronize(hub: Hub, pull: Pull, { before, after }: Move, by: number): Promise<void> {
  const changed = hub.state.pulls.change(pull.id, {
    headSha: after,
    headBefore: before,
    headSince: hub.clock.now(),
    mergeCommit: null,
    mergeable: null,
    updatedAt: hub.clock.now(),
  });
  await showHead(hub, changed);
  const size = await changeSize(hub.git, pull.repository, pull.baseSha, after);
  const shown = hub.state.pulls.change(pull.id, { size });
  const person = known(hub.state.accounts, by).type === "User";
  const sender = person || hub.switches.synchronizeSender === "pusher" ? by : pull.author;
  emitPull(hub, shown, "synchronize", sender, { before, after });
}
