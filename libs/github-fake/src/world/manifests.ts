import { randomBytes } from "node:crypto";
import { isFields, optionalText, text } from "../http/fields.ts";
import type { Fields } from "../http/fields.ts";
import type { Hub } from "../hub.ts";
import type { Permissions } from "../state/accounts.ts";
import { createApp } from "./apps.ts";

/** Somebody registers an app by a manifest on the website, and comes back with a code that is good for an hour, once. */
export function submitManifest(hub: Hub, owner: number, manifest: Fields): string {
  const code = randomBytes(20).toString("hex");
  const waiting = WAITING.get(hub) ?? new Map<string, Waiting>();
  WAITING.set(hub, waiting);
  waiting.set(code, { owner, manifest, until: hub.clock.now() + 3600 });
  return code;
}

/** The app that a code stands for, registered now. */
export function appOfManifest(hub: Hub, code: string) {
  const waiting = WAITING.get(hub)?.get(code);
  WAITING.get(hub)?.delete(code);
  if (waiting === undefined || waiting.until <= hub.clock.now()) return undefined;
  const { owner, manifest } = waiting;
  const events = manifest["default_events"];
  const hook = isFields(manifest["hook_attributes"]) ? optionalText(manifest["hook_attributes"], "url") : undefined;
  return createApp(hub, {
    name: text(manifest, "name"),
    owner,
    permissions: permissionsOf(manifest["default_permissions"]),
    events: Array.isArray(events) ? events.map(String) : [],
    ...(hook === undefined ? {} : { webhook: { url: hook, secret: randomBytes(20).toString("hex") } }),
  });
}

/** Permissions as a client wrote them; what is no level is left out. */
export function permissionsOf(value: unknown): Permissions {
  const entries = Object.entries(isFields(value) ? value : {});
  return Object.fromEntries(
    entries.flatMap(([name, level]) => (level === "read" || level === "write" ? [[name, level] as const] : [])),
  );
}

type Waiting = { readonly owner: number; readonly manifest: Fields; readonly until: number };

const WAITING = new WeakMap<Hub, Map<string, Waiting>>();
