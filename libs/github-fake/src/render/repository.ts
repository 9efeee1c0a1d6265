import { iso } from "../clock.ts";
import type { Hub } from "../hub.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { accountOf } from "./account.ts";
import { nodeId } from "./node-id.ts";

/** `owner/name`, as it is now. */
export function fullName({ state }: Hub, { owner, name }: Repository): string {
  return `${known(state.accounts, owner).login}/${name}`;
}

/** Where the REST API has a repository. */
export function repositoryUrl(hub: Hub, repository: Repository): string {
  return `${hub.urls.api}/repos/${fullName(hub, repository)}`;
}

/** A repository as answers and events show it. */
export function renderRepository(hub: Hub, repository: Repository) {
  const open = hub.state.pulls.where((pull) => pull.repository === repository.id && pull.state === "open").length;
  const forks = hub.state.repositories.where(({ parent }) => parent === repository.id).length;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(hub, repository),
    private: repository.private,
    visibility: repository.private ? "private" : "public",
    owner: accountOf(hub, repository.owner),
    description: null,
    fork: repository.parent !== null,
    archived: repository.archived,
    default_branch: repository.defaultBranch,
    created_at: iso(repository.createdAt),
    updated_at: iso(repository.pushedAt),
    pushed_at: iso(repository.pushedAt),
    open_issues: open,
    open_issues_count: open,
    forks,
    forks_count: forks,
    ...links(hub, repository),
    ...UNUSED,
  };
}

/** A repository with what only its own page shows. */
export function renderFullRepository(hub: Hub, repository: Repository) {
  const parent = repository.parent === null ? undefined : hub.state.repositories.get(repository.parent);
  return {
    ...renderRepository(hub, repository),
    network_count: 0,
    subscribers_count: 0,
    ...(parent === undefined ? {} : { parent: renderRepository(hub, parent), source: renderRepository(hub, parent) }),
  };
}

function links(hub: Hub, repository: Repository) {
  const url = repositoryUrl(hub, repository);
  const page = `${hub.urls.site}/${fullName(hub, repository)}`;
  const below = Object.fromEntries(BELOW.map((path) => [`${path}_url`, `${url}/${PATHS[path] ?? path}`]));
  return {
    url,
    html_url: page,
    clone_url: `${page}.git`,
    git_url: `git://${page.replace(/^https?:\/\//, "")}.git`,
    ssh_url: `git@${page.replace(/^https?:\/\//, "").replace("/", ":")}.git`,
    svn_url: page,
    ...below,
  };
}

const BELOW = [
  "archive",
  "assignees",
  "blobs",
  "branches",
  "collaborators",
  "comments",
  "commits",
  "compare",
  "contents",
  "contributors",
  "deployments",
  "downloads",
  "events",
  "forks",
  "git_commits",
  "git_refs",
  "git_tags",
  "hooks",
  "issue_comment",
  "issue_events",
  "issues",
  "keys",
  "labels",
  "languages",
  "merges",
  "milestones",
  "notifications",
  "pulls",
  "releases",
  "stargazers",
  "statuses",
  "subscribers",
  "subscription",
  "tags",
  "teams",
  "trees",
] as const;

const PATHS: Readonly<Record<string, string>> = {
  archive: "{archive_format}{/ref}",
  assignees: "assignees{/user}",
  blobs: "git/blobs{/sha}",
  branches: "branches{/branch}",
  collaborators: "collaborators{/collaborator}",
  comments: "comments{/number}",
  commits: "commits{/sha}",
  compare: "compare/{base}...{head}",
  contents: "contents/{+path}",
  git_commits: "git/commits{/sha}",
  git_refs: "git/refs{/sha}",
  git_tags: "git/tags{/sha}",
  issue_comment: "issues/comments{/number}",
  issue_events: "issues/events{/number}",
  issues: "issues{/number}",
  keys: "keys{/key_id}",
  labels: "labels{/name}",
  milestones: "milestones{/number}",
  notifications: "notifications{?since,all,participating}",
  pulls: "pulls{/number}",
  releases: "releases{/id}",
  statuses: "statuses/{sha}",
  trees: "git/trees{/sha}",
};

const UNUSED = {
  disabled: false,
  has_issues: true,
  has_projects: false,
  has_wiki: false,
  has_pages: false,
  has_discussions: false,
  has_downloads: true,
  homepage: null,
  language: null,
  license: null,
  mirror_url: null,
  size: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  topics: [],
  is_template: false,
  allow_forking: true,
  web_commit_signoff_required: false,
} as const;
