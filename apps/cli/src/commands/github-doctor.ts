import { join, resolve } from "node:path";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import type { Command, Invocation } from "../command.ts";
import { examine } from "../doctor/examination.ts";
import type { Check } from "../doctor/examination.ts";
import { examined } from "../doctor/examined.ts";
import { readLog } from "../doctor/read-log.ts";
import { appClient } from "../github/app-client.ts";
import type { AppClient } from "../github/app-client.ts";
import { readAppSettings } from "../github/app-settings.ts";
import type { AppSettings } from "../github/app-settings.ts";
import { appsPage } from "../github/github-places.ts";
import type { GithubPlaces } from "../github/github-places.ts";
import { appOf, clockCheck, grantChecks, privateKeyOf, secretChecks } from "../github-doctor/app-checks.ts";
import type { ShownApp } from "../github-doctor/answers.ts";
import { environmentChecks } from "../github-doctor/environment-checks.ts";
import { reachOf, repositoryChecks } from "../github-doctor/reach.ts";
import type { ReachedRepository } from "../github-doctor/reach.ts";
import { refChecks } from "../github-doctor/ref-checks.ts";
import { webhookChecks } from "../github-doctor/webhook-checks.ts";

export const githubDoctorCommand: Command = {
  name: "github doctor",
  summary: "whether the GitHub App of a service can do its work, and who could go around it",
  usage: "github doctor [--settings FILE] [--root FILE --bundle FILE]",
  details:
    "Asks GitHub in the App's name, and only reads: key and clock, permissions and events with what does not work without each, the address of deliveries and what became of the newest, the repositories of settings and policy, for each protected branch whether the check is required of this App alone, for each environment of the policy whether jobs wait for it. What the App may not see is said. Ends with 0 when nothing fails, else as the worst of what does.",
  options: {
    settings: { value: "FILE", help: "the settings of the service (default: service.yaml in the home)" },
    root: { value: "FILE", help: "the pinned root.json; with --bundle" },
    bundle: { value: "FILE", help: "the log with the policy (default: the home's)" },
  },
  examples: ["github doctor", "github doctor --settings /var/lib/countersign/service.yaml --json"],
  async run(invocation) {
    const { value, home } = invocation;
    const path = resolve(value("settings") ?? join(home.dir, "service.yaml"));
    const checks: Check[] = [];
    const settings = await kept(checks, "settings", async () => {
      const read = await readAppSettings(path);
      return [`App ${read.app} at ${read.places.web}`, read];
    });
    const { check, log } = await readLog(invocation);
    checks.push(check);
    if (settings !== undefined) await askGithub(invocation, checks, settings, log?.policy.policy);
    return examined(checks, invocation);
  },
};

/** Looks at something that later checks need, which is undefined where it is not to be had. */
async function kept<T>(checks: Check[], id: string, look: () => Promise<readonly [string, T]>): Promise<T | undefined> {
  let found: T | undefined;
  const check = await examine(id, async () => {
    const [said, value] = await look();
    found = value;
    return said;
  });
  checks.push(check);
  return found;
}

async function askGithub(
  { home, terminal }: Invocation,
  checks: Check[],
  settings: AppSettings,
  policy: Policy | undefined,
): Promise<void> {
  checks.push(...(await Promise.all(secretChecks(settings, home.env))));
  const key = await privateKeyOf(settings, home.env).catch(() => undefined);
  if (key === undefined) return;
  const { api } = settings.places;
  terminal.progress(`asking ${api}`);
  const client = appClient({ api, app: settings.app, key, now: systemClock().now });
  const app = await kept(checks, "app", async () => {
    const shown = await appOf(client);
    return [`${shown.name} (${shown.slug}, number ${shown.id})`, shown];
  });
  checks.push(await clockCheck(client));
  if (app !== undefined) await askAsApp(client, checks, settings, app, policy);
}

async function askAsApp(
  client: AppClient,
  checks: Check[],
  { places, url, repositories: looked }: AppSettings,
  app: ShownApp,
  policy: Policy | undefined,
): Promise<void> {
  const organisation = app.owner.type === "Organization" ? app.owner.login : undefined;
  const page = `${appsPage(places, organisation)}/${app.slug}`;
  checks.push(...(await Promise.all([...grantChecks(app, page), ...webhookChecks(client, url, page)])));
  const reach = await kept(checks, "installations", async () => {
    const found = await reachOf(client, app);
    if (found.checks.length > 0) return [`${found.checks.length} of the App`, found];
    throw new CountersignError("github.not-installed", "the App is installed nowhere", {
      remedy: `Install it on the repositories of the policy: ${installPage(places, app)}`,
    });
  });
  if (reach === undefined) return;
  const ids = policy?.repositories.map(({ id }) => id) ?? [];
  const install = installPage(places, app);
  checks.push(
    ...reach.checks,
    ...(await Promise.all(repositoryChecks(looked, ids, reach.repositories, install))),
    ...(await Promise.all(ruleChecks(client, app, reach.repositories, policy))),
    ...(await Promise.all(unseenChecks(reach.repositories, looked, page))),
  );
}

function installPage({ web }: GithubPlaces, { slug }: ShownApp): string {
  return `${web}/apps/${slug}/installations/new`;
}

/** What stands before the policy's refs and environments on GitHub. */
function ruleChecks(
  client: AppClient,
  app: ShownApp,
  reached: readonly ReachedRepository[],
  policy: Policy | undefined,
): readonly Promise<Check>[] {
  if (policy === undefined) return [];
  const environments = policy.environments.filter(({ requires }) => requires.length > 0).map(({ id }) => id);
  return policy.repositories.flatMap(({ id, refs }) => {
    const found = reached.find((one) => one.id === id);
    if (found === undefined) return [];
    const protectedRefs = refs.map(({ ref }) => ref);
    return [...refChecks(client, app, found, protectedRefs), ...environmentChecks(client, app, found, environments)];
  });
}

/** What nobody looked at, since the App may not see it. */
function unseenChecks(
  reached: readonly ReachedRepository[],
  looked: readonly string[],
  page: string,
): readonly Promise<Check>[] {
  const blind = reached.filter(
    ({ id, permissions }) => looked.includes(id) && permissions["administration"] === undefined,
  );
  if (blind.length === 0) return [];
  return [
    examine("unseen", () => ({
      state: "warning",
      code: "github.unseen",
      message: `without Administration (read) nobody sees older branch protection, nor who went around the rules, of ${blind.map(({ fullName }) => fullName).join(", ")}`,
      remedy: `Give the App Administration (read) on ${page}/permissions, or look there yourself; the gate beside production does not depend on it.`,
    })),
  ];
}
