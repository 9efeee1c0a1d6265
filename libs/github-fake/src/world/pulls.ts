import { emit } from "../deliveries/emit.ts";
import { mergeCommit, tip } from "../git/commits.ts";
import { changeSize } from "../git/facts.ts";
import { NOTHING } from "../git/store.ts";
import type { Hub } from "../hub.ts";
import { renderPull, renderReview } from "../render/pull.ts";
import type { Pull, Repository, Review } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { moveRefs } from "./move-refs.ts";
import { emitPull, mergedPull, showHead } from "./pushed-pulls.ts";
import { requiredChecks } from "./required.ts";
import { ruleFor } from "./rules.ts";

/** A pull request to open; `from` is another repository for one of a fork. */
export type PullPlan = {
  readonly head: string;
  readonly base?: string;
  readonly title: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly from?: Repository;
};

/** Opens a pull request. In the order of the repository. */
export async function openPull(hub: Hub, repository: Repository, by: number, plan: PullPlan): Promise<Pull> {
  const from = plan.from ?? repository;
  const baseRef = plan.base ?? repository.defaultBranch;
  const headSha = await required(tip(hub.git, from.id, plan.head));
  const now = hub.clock.now();
  const numbers = hub.state.pulls.where((pull) => pull.repository === repository.id).map(({ number }) => number);
  const pull = hub.state.pulls.put({
    id: hub.state.nextId(),
    number: Math.max(0, ...numbers) + 1,
    repository: repository.id,
    author: by,
    title: plan.title,
    body: plan.body ?? null,
    headRepository: from.id,
    headRef: plan.head,
    headSha,
    headBefore: headSha,
    headSince: now,
    baseRef,
    baseSha: await required(tip(hub.git, repository.id, baseRef)),
    draft: plan.draft ?? false,
    state: "open",
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    mergeable: null,
    size: { commits: 0, files: 0, additions: 0, deletions: 0 },
    createdAt: now,
    updatedAt: now,
    closedAt: null,
  });
  await showHead(hub, pull);
  const size = await changeSize(hub.git, repository.id, pull.baseSha, pull.headSha);
  const opened = hub.state.pulls.change(pull.id, { size });
  emitPull(hub, opened, "opened", by);
  return opened;
}

/** Points a pull request at another base. In the order of the repository. */
export async function retarget(hub: Hub, pull: Pull, by: number, base: string): Promise<Pull> {
  const baseSha = await required(tip(hub.git, pull.repository, base));
  const changes = { base: { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } } };
  const members = { baseRef: base, baseSha, mergeCommit: null, mergeable: null, updatedAt: hub.clock.now() };
  const changed = hub.state.pulls.change(pull.id, members);
  emitPull(hub, changed, "edited", by, { changes });
  return changed;
}

/** Changes a title or text. */
export function editPull(
  hub: Hub,
  pull: Pull,
  by: number,
  members: { readonly title?: string; readonly body?: string },
): Pull {
  const changes = {
    ...(members.title === undefined ? {} : { title: { from: pull.title } }),
    ...(members.body === undefined ? {} : { body: { from: pull.body ?? "" } }),
  };
  const changed = hub.state.pulls.change(pull.id, { ...members, updatedAt: hub.clock.now() });
  emitPull(hub, changed, "edited", by, { changes });
  return changed;
}

/** Opens a closed pull request again, with the head that its branch has now. In the order of the repository. */
export async function reopenPull(hub: Hub, pull: Pull, by: number): Promise<Pull> {
  const headSha = await required(tip(hub.git, pull.headRepository, pull.headRef));
  const changed = hub.state.pulls.change(pull.id, {
    state: "open",
    closedAt: null,
    headSha,
    updatedAt: hub.clock.now(),
  });
  await showHead(hub, changed);
  emitPull(hub, changed, "reopened", by);
  return changed;
}

/** Makes a pull request a draft, or no draft any more. */
export function setDraft(hub: Hub, pull: Pull, by: number, draft: boolean): Pull {
  const changed = hub.state.pulls.change(pull.id, { draft, updatedAt: hub.clock.now() });
  emitPull(hub, changed, draft ? "converted_to_draft" : "ready_for_review", by);
  return changed;
}

/** How to merge; `bypass` is an administrator's merge without what the rules require. */
export type MergeWish = { readonly method?: "merge" | "squash" | "rebase"; readonly bypass?: boolean };

/** Merges a pull request, or throws where a rule in force is not satisfied. In the order of the repository. */
export async function mergePull(
  hub: Hub,
  pull: Pull,
  by: number,
  { method = "merge", bypass = false }: MergeWish = {},
): Promise<Pull> {
  const repository = known(hub.state.repositories, pull.repository);
  if (!bypass && ruleFor(hub, repository, pull.baseRef, "merge_queue") !== undefined)
    throw new Error("merge through the queue");
  if (!bypass && requiredChecks(hub, repository, pull.baseRef, pull.headSha) !== "passed")
    throw new Error("required checks have not passed");
  const before = (await tip(hub.git, repository.id, pull.baseRef)) ?? NOTHING;
  const squash = method !== "merge";
  const message = squash
    ? `${pull.title} (#${pull.number})`
    : `Merge pull request #${pull.number} from ${pull.headRef}`;
  const plan = {
    base: before,
    head: pull.headSha,
    message,
    time: hub.clock.now(),
    ...(squash ? { parents: [before] } : {}),
  };
  const after = await required(mergeCommit(hub.git, repository.id, plan));
  const ref = `refs/heads/${pull.baseRef}`;
  await hub.git.git(repository.id, ["update-ref", ref, after, before]);
  const merged = mergedPull(hub, pull, by, after);
  await moveRefs(hub, repository, [{ ref, before, after }], by, bypass ? "pushed" : "landed");
  return merged;
}

/** Makes the test merge, as GitHub does some time after a push. In the order of the repository. */
export async function testMerge(hub: Hub, pull: Pull): Promise<Pull> {
  if (pull.state !== "open" || pull.mergeable !== null) return pull;
  const base = await required(tip(hub.git, pull.repository, pull.baseRef));
  const message = `Merge ${pull.headSha} into ${base}`;
  const time = hub.clock.now();
  const commit = await mergeCommit(hub.git, pull.repository, { base, head: pull.headSha, message, time });
  if (commit !== undefined)
    await hub.git.git(pull.repository, ["update-ref", `refs/pull/${pull.number}/merge`, commit]);
  return hub.state.pulls.change(pull.id, { mergeable: commit !== undefined, mergeCommit: commit ?? null });
}

/** Somebody reviews a pull request as it is now. */
export function reviewPull(
  hub: Hub,
  pull: Pull,
  by: number,
  state: Review["state"],
  body: string | null = null,
): Review {
  const id = hub.state.nextId();
  const at = hub.clock.now();
  const review = hub.state.reviews.put({
    id,
    pull: pull.id,
    user: by,
    state,
    body,
    commit: pull.headSha,
    submittedAt: at,
  });
  emitReview(hub, review, "submitted", by);
  return review;
}

/** Takes a review back. */
export function dismissReview(hub: Hub, id: number, by: number): Review {
  const review = hub.state.reviews.change(id, { state: "dismissed" });
  emitReview(hub, review, "dismissed", by);
  return review;
}

function emitReview(hub: Hub, review: Review, action: "submitted" | "dismissed", sender: number): void {
  const pull = known(hub.state.pulls, review.pull);
  const repository = known(hub.state.repositories, pull.repository);
  const { state, ...shown } = renderReview(hub, review);
  const payload = { review: { ...shown, state: state.toLowerCase() }, pull_request: renderPull(hub, pull) };
  emit(hub, { name: "pull_request_review", action, repository, sender, payload });
}

async function required<T>(promise: Promise<T | undefined>): Promise<T> {
  const value = await promise;
  if (value === undefined) throw new Error("there is no such branch, or it does not merge");
  return value;
}
