import type { Router } from "express";
import { readSecret } from "../../settings/secret.ts";
import type { Settings } from "../../settings/settings.ts";
import { receiveDeliveries } from "./receive.ts";
import type { InboxParts } from "./receive.ts";

/** Receives deliveries as the settings say; `settings.secret`. */
export async function openInbox(
  { app, webhookSecrets }: NonNullable<Settings["github"]>,
  parts: Pick<InboxParts, "db" | "waker" | "events">,
  env: NodeJS.ProcessEnv,
): Promise<Router> {
  const secrets = await Promise.all(webhookSecrets.map((secret) => readSecret(secret, env)));
  return receiveDeliveries({ ...parts, app, secrets });
}
