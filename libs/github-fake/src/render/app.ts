import { iso, isoOrNull } from "../clock.ts";
import type { Hub } from "../hub.ts";
import type { App, Installation } from "../state/accounts.ts";
import { known } from "../state/table.ts";
import { accountOf, accountOrNull } from "./account.ts";
import { nodeId } from "./node-id.ts";

/** An app, as its own page and everything it made show it. */
export function renderApp(hub: Hub, app: App) {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    owner: accountOf(hub, app.owner),
    name: app.name,
    description: "",
    external_url: hub.urls.site,
    html_url: `${hub.urls.site}/apps/${app.slug}`,
    created_at: iso(app.createdAt),
    updated_at: iso(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}

/** The app with an id, null where there is none. */
export function appOrNull(hub: Hub, id: number | null) {
  return id === null ? null : renderApp(hub, known(hub.state.apps, id));
}

/** An installation as the app sees it. */
export function renderInstallation(hub: Hub, installation: Installation) {
  const app = known(hub.state.apps, installation.app);
  const account = known(hub.state.accounts, installation.account);
  const url = `${hub.urls.api}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: accountOf(hub, installation.account),
    repository_selection: installation.repositories === null ? "all" : "selected",
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${hub.urls.api}/installation/repositories`,
    html_url: `${hub.urls.site}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: installation.events,
    created_at: iso(installation.createdAt),
    updated_at: iso(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: accountOrNull(hub, installation.suspendedBy),
    suspended_at: isoOrNull(installation.suspendedAt),
  };
}
