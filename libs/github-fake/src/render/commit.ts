import { iso } from "../clock.ts";
import type { CommitFacts, Signature } from "../git/facts.ts";
import type { Hub } from "../hub.ts";
import type { Repository } from "../state/repositories.ts";
import { fullName, repositoryUrl } from "./repository.ts";
import { nodeId } from "./node-id.ts";

/** A commit in short, as suites and runs name it. */
export function renderSimpleCommit({ id, tree, message, committer, author }: CommitFacts) {
  return {
    id,
    tree_id: tree,
    message,
    timestamp: iso(committer.time),
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
}

/** A commit as `push` lists it. */
export function renderPushedCommit(hub: Hub, repository: Repository, commit: CommitFacts) {
  return {
    ...renderSimpleCommit(commit),
    distinct: true,
    url: `${hub.urls.site}/${fullName(hub, repository)}/commit/${commit.id}`,
    added: [],
    removed: [],
    modified: [],
  };
}

/** A commit with everything. */
export function renderCommit(hub: Hub, repository: Repository, commit: CommitFacts) {
  const url = `${repositoryUrl(hub, repository)}/commits/${commit.id}`;
  const page = `${hub.urls.site}/${fullName(hub, repository)}/commit`;
  const git = `${repositoryUrl(hub, repository)}/git`;
  return {
    sha: commit.id,
    node_id: nodeId("C", commit.id),
    commit: {
      author: renderSignature(commit.author),
      committer: renderSignature(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${git}/trees/${commit.tree}` },
      url: `${git}/commits/${commit.id}`,
      comment_count: 0,
    },
    url,
    html_url: `${page}/${commit.id}`,
    comments_url: `${url}/comments`,
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${repositoryUrl(hub, repository)}/commits/${sha}`,
      html_url: `${page}/${sha}`,
    })),
  };
}

function renderSignature({ name, email, time }: Signature) {
  return { name, email, date: iso(time) };
}
