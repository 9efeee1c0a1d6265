import { randomBytes } from "node:crypto";
import { notFound } from "../http/api-error.ts";
import { optionalText } from "../http/fields.ts";
import { repositoryNamed } from "../http/named-repository.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { reaches } from "../deliveries/emit.ts";
import { renderApp, renderInstallation } from "../render/app.ts";
import type { App } from "../state/accounts.ts";
import { setWebhook } from "../world/apps.ts";
import { appOfManifest } from "../world/manifests.ts";
import { APPS } from "./callers.ts";

/** What an app asks in its own name. */
export const APP_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/app",
    operation: "apps/get-authenticated",
    callers: APPS,
    run: (call) => {
      const installations = call.hub.state.installations.where((one) => one.app === appOf(call).id).length;
      return ok({ ...renderApp(call.hub, appOf(call)), installations_count: installations });
    },
  },
  {
    method: "post",
    path: "/app-manifests/{code}/conversions",
    operation: "apps/create-from-manifest",
    callers: ["nobody", "app", "installation", "user"],
    run: ({ hub, params }) => {
      const made = appOfManifest(hub, params["code"] ?? "");
      if (made === undefined) throw notFound();
      const { app, privateKey } = made;
      const secrets = {
        client_secret: randomBytes(20).toString("hex"),
        webhook_secret: app.hook.secret,
        pem: privateKey,
      };
      return { status: 201, body: { ...renderApp(hub, app), client_id: app.clientId, ...secrets } };
    },
  },
  {
    method: "get",
    path: "/app/hook/config",
    operation: "apps/get-webhook-config-for-app",
    callers: APPS,
    run: (call) => ok(hookConfig(appOf(call))),
  },
  {
    method: "patch",
    path: "/app/hook/config",
    operation: "apps/update-webhook-config-for-app",
    callers: APPS,
    run: (call) => {
      const url = optionalText(call.body, "url");
      const secret = optionalText(call.body, "secret");
      const members = { ...(url === undefined ? {} : { url }), ...(secret === undefined ? {} : { secret }) };
      return ok(hookConfig(setWebhook(call.hub, appOf(call).id, members)));
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/installation",
    operation: "apps/get-repo-installation",
    callers: APPS,
    run: (call) => {
      const { owner = "", repo = "" } = call.params;
      const repository = repositoryNamed(call.hub, `${owner}/${repo}`)?.repository ?? call.repository();
      const found = call.hub.state.installations.find((one) => one.app === appOf(call).id && reaches(one, repository));
      if (found === undefined) throw notFound();
      return ok(renderInstallation(call.hub, found));
    },
  },
  {
    method: "get",
    path: "/app/installations",
    operation: "apps/list-installations",
    callers: APPS,
    run: (call) => {
      const rows = call.hub.state.installations.where((one) => one.app === appOf(call).id);
      const { shown, headers } = page(call, rows, (row) => renderInstallation(call.hub, row));
      return ok(shown, headers);
    },
  },
];

/** The app that asks. */
export function appOf({ app }: Call): App {
  if (app === undefined) throw notFound();
  return app;
}

function hookConfig({ hook }: App) {
  return { content_type: "json", insecure_ssl: "0", secret: "********", url: hook.url ?? "" };
}
