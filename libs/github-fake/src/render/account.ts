import type { Hub } from "../hub.ts";
import type { Account } from "../state/accounts.ts";
import { known } from "../state/table.ts";
import { nodeId } from "./node-id.ts";

/** An account as it is shown everywhere. */
export function renderAccount({ urls }: Hub, { id, login, type }: Account) {
  const url = `${urls.api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId("U", id),
    avatar_url: `${urls.site}/avatars/u/${id}`,
    gravatar_id: "",
    url,
    html_url: `${urls.site}/${type === "Bot" ? `apps/${login.replace("[bot]", "")}` : login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  };
}

/** The account with an id. */
export function accountOf(hub: Hub, id: number) {
  return renderAccount(hub, known(hub.state.accounts, id));
}

/** The account with an id, where there may be none. */
export function accountOrNull(hub: Hub, id: number | null) {
  return id === null ? null : accountOf(hub, id);
}

/** An account as its own page shows it. */
export function renderProfile(hub: Hub, account: Account) {
  return {
    ...renderAccount(hub, account),
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
  };
}

/** An organization as events show it. */
export function renderOrganization({ urls }: Hub, { id, login }: Account) {
  const url = `${urls.api}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId("O", id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${urls.site}/avatars/u/${id}`,
    description: "",
  };
}
