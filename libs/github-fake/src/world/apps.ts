import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { deliver, emit } from "../deliveries/emit.ts";
import type { Hub } from "../hub.ts";
import { iso } from "../clock.ts";
import { accountOf } from "../render/account.ts";
import { renderInstallation } from "../render/app.ts";
import { nodeId } from "../render/node-id.ts";
import { fullName } from "../render/repository.ts";
import type { App, Installation, Permissions } from "../state/accounts.ts";
import { known } from "../state/table.ts";
import { createAccount } from "./accounts.ts";

/** An app to register. */
export type AppPlan = {
  readonly name: string;
  readonly owner: number;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly webhook?: { readonly url: string; readonly secret: string };
  /** A PKCS#1 or PKCS#8 private key, PEM; by default a fresh one, which takes a moment. */
  readonly privateKey?: string;
};

/** Registers an app and gives it a private key (PKCS#1, as GitHub does). */
export function createApp(hub: Hub, plan: AppPlan): { readonly app: App; readonly privateKey: string } {
  const slug = plan.name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const privateKey = plan.privateKey ?? freshKey();
  const app = hub.state.apps.put({
    id: hub.state.nextId(),
    clientId: `Iv23${randomBytes(8).toString("hex")}`,
    slug,
    name: plan.name,
    owner: plan.owner,
    bot: createAccount(hub, `${slug}[bot]`, "Bot").id,
    keys: [publicKeyOf(privateKey)],
    permissions: plan.permissions,
    events: plan.events,
    hook: { id: hub.state.nextId(), url: plan.webhook?.url ?? null, secret: plan.webhook?.secret ?? "" },
    createdAt: hub.clock.now(),
  });
  ping(hub, app);
  return { app, privateKey };
}

/** Another private key of an app, beside those it has. */
export function addKey(hub: Hub, id: number): string {
  const key = freshKey();
  const { keys } = known(hub.state.apps, id);
  hub.state.apps.change(id, { keys: [...keys, publicKeyOf(key)] });
  return key;
}

/** Sets where an app's deliveries go, and the secret that signs them. */
export function setWebhook(hub: Hub, id: number, webhook: { readonly url?: string; readonly secret?: string }): App {
  const { hook } = known(hub.state.apps, id);
  return hub.state.apps.change(id, { hook: { ...hook, ...webhook } });
}

/** Installs an app in an account, for all repositories or for some. */
export function install(
  hub: Hub,
  app: number,
  account: number,
  by: number,
  repositories: readonly number[] | null = null,
): Installation {
  const { permissions, events } = known(hub.state.apps, app);
  const installation = hub.state.installations.put({
    id: hub.state.nextId(),
    app,
    account,
    repositories,
    permissions,
    events,
    suspendedAt: null,
    suspendedBy: null,
    createdAt: hub.clock.now(),
  });
  emitInstallation(hub, installation, "created", by);
  return installation;
}

/** Suspends an installation, or ends that. */
export function suspend(hub: Hub, id: number, by: number, suspended: boolean): Installation {
  const members = suspended
    ? { suspendedAt: hub.clock.now(), suspendedBy: by }
    : { suspendedAt: null, suspendedBy: null };
  const changed = hub.state.installations.change(id, members);
  emitInstallation(hub, changed, suspended ? "suspend" : "unsuspend", by);
  return changed;
}

/** Removes an installation with its tokens. */
export function uninstall(hub: Hub, id: number, by: number): void {
  emitInstallation(hub, known(hub.state.installations, id), "deleted", by);
  for (const token of hub.state.tokens.where(({ of }) => "installation" in of && of.installation === id))
    hub.state.tokens.remove(token.id);
  hub.state.installations.remove(id);
}

/** Gives an installation other permissions, more or fewer. */
export function setPermissions(hub: Hub, id: number, by: number, permissions: Permissions): Installation {
  const changed = hub.state.installations.change(id, { permissions });
  emitInstallation(hub, changed, "new_permissions_accepted", by);
  return changed;
}

/** Chooses repositories of an installation. */
export function setRepositories(hub: Hub, id: number, by: number, repositories: readonly number[]): Installation {
  const before = known(hub.state.installations, id);
  const after = hub.state.installations.change(id, { repositories });
  const had =
    before.repositories ?? hub.state.repositories.where(({ owner }) => owner === before.account).map((one) => one.id);
  const added = repositories.filter((one) => !had.includes(one));
  const removed = had.filter((one) => !repositories.includes(one));
  for (const [action, ids] of [
    ["added", added],
    ["removed", removed],
  ] as const) {
    if (ids.length === 0) continue;
    const payload = {
      installation: renderInstallation(hub, after),
      repository_selection: "selected",
      repositories_added: action === "added" ? ids.map((one) => short(hub, one)) : [],
      repositories_removed: action === "removed" ? ids.map((one) => short(hub, one)) : [],
      requester: null,
    };
    emit(hub, { name: "installation_repositories", action, installation: after, sender: by, payload });
  }
  return after;
}

/** Removes an app's webhook, of which it hears a last time. */
export function deleteWebhook(hub: Hub, id: number, by: number): void {
  const app = known(hub.state.apps, id);
  const payload = { hook_id: app.hook.id, hook: hookOf(app) };
  const sender = accountOf(hub, by);
  const problems = hub.validator?.event("meta", "deleted", { action: "deleted", ...payload, sender }) ?? [];
  hub.problems.push(...problems.map((problem) => `meta deleted: ${problem}`));
  deliver(hub, app, { name: "meta", action: "deleted" }, undefined, { action: "deleted", ...payload, sender });
  hub.state.apps.change(id, { hook: { ...app.hook, url: null } });
}

/** Asks whether the webhook hears, where there is one. */
export function ping(hub: Hub, app: App): void {
  if (app.hook.url === null) return;
  const payload = { zen: "Speak like a human.", hook_id: app.hook.id, hook: hookOf(app) };
  for (const problem of hub.validator?.event("ping", null, payload) ?? []) hub.problems.push(`ping: ${problem}`);
  deliver(hub, app, { name: "ping", action: null }, undefined, payload);
}

function hookOf(app: App) {
  const at = iso(app.createdAt);
  return {
    type: "App",
    id: app.hook.id,
    name: "web",
    active: true,
    events: app.events,
    config: { content_type: "json", insecure_ssl: "0", secret: "********", url: app.hook.url ?? "" },
    app_id: app.id,
    created_at: at,
    updated_at: at,
  };
}

function emitInstallation(hub: Hub, installation: Installation, action: string, sender: number): void {
  const all =
    installation.repositories ??
    hub.state.repositories.where(({ owner }) => owner === installation.account).map(({ id }) => id);
  const payload = {
    installation: renderInstallation(hub, installation),
    repositories: all.map((id) => short(hub, id)),
    requester: null,
  };
  emit(hub, { name: "installation", action, installation, sender, payload });
}

function short(hub: Hub, id: number) {
  const repository = known(hub.state.repositories, id);
  return {
    id,
    node_id: nodeId("R", id),
    name: repository.name,
    full_name: fullName(hub, repository),
    private: repository.private,
  };
}

function freshKey(): string {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;
}

function publicKeyOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
}
