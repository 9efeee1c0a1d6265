import { examine } from "../doctor/examination.ts";
import type { Check } from "../doctor/examination.ts";
import type { AppClient, Asking } from "../github/app-client.ts";
import { PERMISSIONS } from "../github/app-plan.ts";
import { holds } from "./app-checks.ts";
import { answered, installationsForm, repositoriesForm } from "./answers.ts";
import type { ShownApp, ShownInstallation } from "./answers.ts";

/** A repository that an installation of the App reaches. */
export type ReachedRepository = {
  /** As the policy has it: `github:NUMBER`. */
  readonly id: string;
  readonly fullName: string;
  readonly page: string;
  readonly as: Asking;
  /** What the installation granted. */
  readonly permissions: Readonly<Record<string, string>>;
};

/** What the App reaches, and a check for each of its installations. */
export type Reach = { readonly checks: readonly Check[]; readonly repositories: readonly ReachedRepository[] };

/** Asks every installation what it reaches, and whether it granted what the App asks for by now. */
export async function reachOf(client: AppClient, app: ShownApp): Promise<Reach> {
  const list = (page: unknown) => answered(installationsForm, page, "installations");
  const all = answered(installationsForm, await client.pages("app", "/app/installations", list), "installations");
  const repositories: ReachedRepository[] = [];
  const checks: Check[] = [];
  for (const one of all) {
    const check = await examine(`installation.${one.account?.login ?? one.id}`, async () => {
      if (typeof one.suspended_at === "string")
        return { state: "fails", code: "github.suspended", message: `the App is suspended since ${one.suspended_at}` };
      const reached = await reachedBy(client, one);
      repositories.push(...reached);
      const waiting = PERMISSIONS.filter(
        ({ name, level }) => holds(app.permissions, name, level) && !holds(one.permissions, name, level),
      );
      if (waiting.length === 0) return `reaches ${count(reached.length)}`;
      const names = waiting.map(({ name, without }) => `${name} (${without})`).join("; ");
      return {
        state: waiting.every(({ optional }) => optional === true) ? "warning" : "fails",
        code: "github.permission",
        message: `reaches ${count(reached.length)}, and did not grant ${names}`,
        remedy: `Have an owner accept what the App asks for: ${one.html_url}`,
      };
    });
    checks.push(check);
  }
  return { checks, repositories };
}

async function reachedBy(
  client: AppClient,
  { id, permissions }: ShownInstallation,
): Promise<readonly ReachedRepository[]> {
  const reads = PERMISSIONS.map(({ name }) => name).filter((name) => permissions[name] !== undefined);
  const as = { installation: id, reads };
  const list = (page: unknown) => answered(repositoriesForm, page, "repositories").repositories;
  const found = await client.pages(as, "/installation/repositories", list);
  return answered(repositoriesForm, { repositories: found }, "repositories").repositories.map((one) => ({
    id: `github:${one.id}`,
    fullName: one.full_name,
    page: one.html_url,
    as,
    permissions,
  }));
}

function count(repositories: number): string {
  return repositories === 1 ? "1 repository" : `${repositories} repositories`;
}

/** Whether the repositories of settings and policy are reached; `policy` is what the policy has, where there is one. */
export function repositoryChecks(
  settings: readonly string[],
  policy: readonly string[],
  reached: readonly ReachedRepository[],
  install: string,
): readonly Promise<Check>[] {
  const hosted = (id: string) => id.startsWith("github:");
  const ids = [...new Set([...settings, ...policy].filter(hosted))];
  return ids.map((id) =>
    examine(`repository.${id}`, () => {
      const found = reached.find((one) => one.id === id);
      if (found === undefined)
        return {
          state: "fails",
          code: "github.not-installed",
          message: `no installation reaches ${id}`,
          remedy: `Install the App on it: ${install}`,
        };
      if (settings.includes(id)) return `it is ${found.fullName}`;
      return {
        state: "warning",
        code: "settings.repository",
        message: `the policy has it (${found.fullName}), and the service does not look at it`,
        remedy: `Add { id: "${id}", fetch: github } to repositories of service.yaml.`,
      };
    }),
  );
}
