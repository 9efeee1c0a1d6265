import { randomBytes } from "node:crypto";
import { iso } from "../clock.ts";
import { reaches } from "../deliveries/emit.ts";
import { holdsAll } from "../http/access.ts";
import { ApiError, invalid, notFound } from "../http/api-error.ts";
import { integers } from "../http/fields.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { renderInstallation } from "../render/app.ts";
import { renderRepository } from "../render/repository.ts";
import type { Installation, Token } from "../state/accounts.ts";
import { permissionsOf } from "../world/manifests.ts";
import { appOf } from "./apps.ts";
import { APPS, INSTALLATIONS } from "./callers.ts";

/** Installations and their tokens. */
export const INSTALLATION_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/app/installations/{installation_id}",
    operation: "apps/get-installation",
    callers: APPS,
    run: (call) => ok(renderInstallation(call.hub, installationOf(call))),
  },
  {
    method: "post",
    path: "/app/installations/{installation_id}/access_tokens",
    operation: "apps/create-installation-access-token",
    callers: APPS,
    run: createToken,
  },
  {
    method: "get",
    path: "/installation/repositories",
    operation: "apps/list-repos-accessible-to-installation",
    callers: INSTALLATIONS,
    run: (call) => {
      if (call.caller.kind !== "installation") throw notFound();
      const { installation, token } = call.caller;
      const rows = call.hub.state.repositories.where(
        (one) => reaches(installation, one) && (token.repositories?.includes(one.id) ?? true),
      );
      const { shown, total, headers } = page(call, rows, (row) => renderRepository(call.hub, row));
      return ok(
        { total_count: total, repository_selection: selectionOf(installation, token), repositories: shown },
        headers,
      );
    },
  },
  {
    method: "delete",
    path: "/installation/token",
    operation: "apps/revoke-installation-access-token",
    callers: INSTALLATIONS,
    run: ({ hub, caller }) => {
      if (caller.kind === "installation") hub.state.tokens.remove(caller.token.id);
      return { status: 204 };
    },
  },
];

function createToken(call: Call) {
  const { hub, body } = call;
  const installation = installationOf(call);
  if (installation.suspendedAt !== null) throw new ApiError(403, "This installation has been suspended");
  const wanted = body["permissions"] === undefined ? installation.permissions : permissionsOf(body["permissions"]);
  if (!holdsAll(installation.permissions, wanted))
    throw invalid("The permissions requested are not granted to this installation.");
  const repositories = integers(body, "repository_ids") ?? null;
  const known = repositories?.map((id) => hub.state.repositories.get(id));
  if (known?.some((one) => one === undefined || !reaches(installation, one)) === true)
    throw invalid(
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  const expiresAt = hub.clock.now() + 3600;
  const permissions = { metadata: "read", ...wanted } as const;
  const text = tokenText(hub.faults.longTokens, installation.app);
  const of = { installation: installation.id };
  const token = hub.state.tokens.put({ id: hub.state.nextId(), text, of, expiresAt, repositories, permissions });
  const shown = known?.flatMap((one) => (one === undefined ? [] : [renderRepository(hub, one)]));
  return {
    status: 201,
    body: {
      token: token.text,
      expires_at: iso(expiresAt),
      permissions,
      repository_selection: selectionOf(installation, token),
      ...(shown === undefined ? {} : { repositories: shown }),
    },
  };
}

/** Forty characters, or the new form: several hundred, with dots. */
function tokenText(long: boolean, app: number): string {
  if (!long) return `ghs_${randomBytes(18).toString("hex")}`;
  const parts = [48, 180, 256].map((bytes) => randomBytes(bytes).toString("base64url"));
  return `ghs_${app}_${parts.join(".")}`;
}

function installationOf(call: Call): Installation {
  const found = call.hub.state.installations.get(Number(call.params["installation_id"]));
  if (found === undefined || found.app !== appOf(call).id) throw notFound();
  return found;
}

function selectionOf(installation: Installation, token: Token): "all" | "selected" {
  return installation.repositories === null && token.repositories === null ? "all" : "selected";
}
