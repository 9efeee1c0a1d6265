import type { KeyObject } from "node:crypto";
import { stat } from "node:fs/promises";
import { appKey, readSecret } from "@countersign/service/github-app";
import type { Secret } from "@countersign/service/github-app";
import { examine } from "../doctor/examination.ts";
import type { Check, Found } from "../doctor/examination.ts";
import { EVENTS, PERMISSIONS } from "../github/app-plan.ts";
import type { AppSettings } from "../github/app-settings.ts";
import type { AppClient } from "../github/app-client.ts";
import { answered, appForm } from "./answers.ts";
import type { ShownApp } from "./answers.ts";

/** The App's private key. `settings.secret` for anything else; whatever is wrong with it is not quoted. */
export async function privateKeyOf({ privateKey }: AppSettings, env: NodeJS.ProcessEnv): Promise<KeyObject> {
  return appKey(await readSecret(privateKey, env));
}

/** Whether the key and the secrets of the webhook are there, and for their owner alone. */
export function secretChecks(settings: AppSettings, env: NodeJS.ProcessEnv): readonly Promise<Check>[] {
  return [
    examine("key", async () => {
      await privateKeyOf(settings, env);
      return (await openToOthers([settings.privateKey])) ?? "an RSA key, readable for its owner alone";
    }),
    examine("webhook.secrets", async () => {
      for (const one of settings.webhookSecrets) await readSecret(one, env);
      const count = settings.webhookSecrets.length;
      return (
        (await openToOthers(settings.webhookSecrets)) ??
        (count === 1 ? "one secret" : `${count} secrets, while the older one is exchanged`)
      );
    }),
  ];
}

async function openToOthers(secrets: readonly Secret[]): Promise<Found | undefined> {
  for (const one of secrets) {
    if (!("file" in one) || ((await stat(one.file)).mode & 0o077) === 0) continue;
    const remedy = `Let nobody else read it: chmod 600 ${one.file}`;
    return { state: "fails", code: "keys.permissions", message: `others can read ${one.file}`, remedy };
  }
  return undefined;
}

/** The App as GitHub shows it to whoever has its key; `github.unauthorized` where number and key do not belong together. */
export async function appOf(client: AppClient): Promise<ShownApp> {
  return answered(appForm, await client.get("app", "/app"), "the App");
}

/** Seconds that two clocks may differ: an answer takes some, and a token is dated back by thirty. */
const [UNNOTICED, HARMLESS] = [5, 30];

/** GitHub's clock against this one, by what it said with its answers. */
export function clockCheck({ ahead }: AppClient): Promise<Check> {
  return examine("clock", () => {
    const seconds = ahead();
    if (seconds === undefined) return "GitHub says no time to compare this clock with";
    const message = `this clock is ${Math.abs(Math.round(seconds))} seconds ${seconds > 0 ? "behind" : "ahead of"} GitHub's`;
    if (Math.abs(seconds) <= UNNOTICED) return "this clock agrees with GitHub's";
    return Math.abs(seconds) <= HARMLESS ? message : { state: "warning", code: "time.skew", message };
  });
}

/** The permissions and events that the App has, against those that the service works with. */
export function grantChecks(app: ShownApp, page: string): readonly Promise<Check>[] {
  const missing = PERMISSIONS.filter(
    ({ name, level, optional }) => optional !== true && !holds(app.permissions, name, level),
  );
  const excess = Object.entries(app.permissions).filter(([name, level]) => level !== "read" && !MAY_WRITE.has(name));
  const lacking = EVENTS.filter(
    ({ name, permission }) => app.permissions[permission] !== undefined && !app.events.includes(name),
  );
  return [
    ...missing.map(({ name, level, without }) =>
      examine(`permission.${name}`, () => ({
        state: "fails",
        code: "github.permission",
        message: `the App lacks ${name} (${level}): ${without}`,
        remedy: `Give it ${name} (${level}) on ${page}/permissions, and accept that on the page of each installation.`,
      })),
    ),
    ...(missing.length > 0 ? [] : [examine("permissions", () => "the App has every permission that is needed")]),
    ...excess.map(([name, level]) =>
      examine(`permission.${name}`, () => ({
        state: "warning",
        code: "github.excess",
        message: `the App has ${name} (${level}), which it never uses; whoever steals its key has it, too`,
        remedy: `Take it away on ${page}/permissions.`,
      })),
    ),
    ...lacking.map(({ name, needed, without }) =>
      examine(`event.${name}`, () => ({
        state: needed === true ? "fails" : "warning",
        code: "github.event",
        message: `the App does not hear ${name}: ${without}`,
        remedy: `Subscribe to it on ${page}/permissions, below the permissions.`,
      })),
    ),
    ...(lacking.length > 0 ? [] : [examine("events", () => "the App hears every event that its permissions allow")]),
  ];
}

const MAY_WRITE: ReadonlySet<string> = new Set(
  PERMISSIONS.filter(({ level }) => level === "write").map(({ name }) => name),
);

/** Whether granted permissions have one at a level or above. */
export function holds(granted: Readonly<Record<string, string>>, name: string, level: "read" | "write"): boolean {
  const found = granted[name];
  return found !== undefined && (level === "read" || found === "write" || found === "admin");
}
