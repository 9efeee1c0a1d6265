import { iso, isoOrNull } from "../clock.ts";
import type { Hub } from "../hub.ts";
import type { Pull, Repository, Review } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { accountOf, accountOrNull } from "./account.ts";
import { nodeId } from "./node-id.ts";
import { fullName, renderRepository, repositoryUrl } from "./repository.ts";

/** A pull request in a list. */
export function renderPull(hub: Hub, pull: Pull) {
  const base = known(hub.state.repositories, pull.repository);
  const head = known(hub.state.repositories, pull.headRepository);
  return {
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: accountOf(hub, pull.author),
    body: pull.body,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.updatedAt),
    closed_at: isoOrNull(pull.closedAt),
    merged_at: isoOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    draft: pull.draft,
    head: renderSide(hub, head, pull.headRef, pull.headSha),
    base: renderSide(hub, base, pull.baseRef, pull.baseSha),
    author_association: association(base, pull.author),
    auto_merge: null,
    active_lock_reason: null,
    ...links(hub, base, pull),
  };
}

/** A pull request by itself, and in events. */
export function renderFullPull(hub: Hub, pull: Pull) {
  return {
    ...renderPull(hub, pull),
    merged: pull.mergedAt !== null,
    mergeable: pull.mergeable,
    rebaseable: pull.mergeable,
    mergeable_state: pull.mergeable === null ? "unknown" : pull.mergeable ? "clean" : "dirty",
    merged_by: accountOrNull(hub, pull.mergedBy),
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: pull.size.commits,
    additions: pull.size.additions,
    deletions: pull.size.deletions,
    changed_files: pull.size.files,
  };
}

/** A pull request in one line, as checks and runs name it. Those of forks are not named at all. */
export function pullsOfHead(hub: Hub, repository: number, sha: string) {
  return hub.state.pulls
    .where((pull) => pull.repository === repository && pull.headRepository === repository && pull.state === "open")
    .filter((pull) => pull.headSha === sha)
    .map((pull) => ({
      id: pull.id,
      number: pull.number,
      url: pullUrl(hub, pull),
      head: { ref: pull.headRef, sha: pull.headSha, repo: minimal(hub, pull.headRepository) },
      base: { ref: pull.baseRef, sha: pull.baseSha, repo: minimal(hub, pull.repository) },
    }));
}

/** A review. */
export function renderReview(hub: Hub, review: Review) {
  const pull = known(hub.state.pulls, review.pull);
  const base = known(hub.state.repositories, pull.repository);
  const page = `${hub.urls.site}/${fullName(hub, base)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: accountOf(hub, review.user),
    body: review.body ?? "",
    state: review.state.toUpperCase(),
    html_url: page,
    pull_request_url: pullUrl(hub, pull),
    author_association: association(base, review.user),
    _links: { html: { href: page }, pull_request: { href: pullUrl(hub, pull) } },
    submitted_at: iso(review.submittedAt),
    commit_id: review.commit,
  };
}

function pullUrl(hub: Hub, pull: Pull): string {
  return `${repositoryUrl(hub, known(hub.state.repositories, pull.repository))}/pulls/${pull.number}`;
}

function minimal(hub: Hub, id: number) {
  const repository = known(hub.state.repositories, id);
  return { id, url: repositoryUrl(hub, repository), name: repository.name };
}

function renderSide(hub: Hub, repository: Repository, ref: string, sha: string) {
  const user = accountOf(hub, repository.owner);
  return { label: `${user.login}:${ref}`, ref, sha, user, repo: renderRepository(hub, repository) };
}

function association(repository: Repository, user: number) {
  if (repository.owner === user) return "OWNER";
  return repository.roles.has(user) ? "COLLABORATOR" : "NONE";
}

function links(hub: Hub, base: Repository, pull: Pull) {
  const url = pullUrl(hub, pull);
  const api = repositoryUrl(hub, base);
  const page = `${hub.urls.site}/${fullName(hub, base)}/pull/${pull.number}`;
  const all = {
    html: page,
    issue: `${api}/issues/${pull.number}`,
    comments: `${api}/issues/${pull.number}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
  };
  const { html: html_url, ...others } = all;
  const named = Object.fromEntries(Object.entries(others).map(([name, href]) => [`${name}_url`, href]));
  const linked = Object.fromEntries(Object.entries({ self: url, ...all }).map(([name, href]) => [name, { href }]));
  return { url, html_url, diff_url: `${page}.diff`, patch_url: `${page}.patch`, ...named, _links: linked };
}
