import { examine } from "../doctor/examination.ts";
import type { Check, Found } from "../doctor/examination.ts";
import type { AppClient } from "../github/app-client.ts";
import { answered, environmentForm, gatesForm } from "./answers.ts";
import type { ShownApp } from "./answers.ts";
import type { ReachedRepository } from "./reach.ts";

/** For each environment of the policy that asks for somebody: whether jobs of the repository wait for our App before it. */
export function environmentChecks(
  client: AppClient,
  app: ShownApp,
  repository: ReachedRepository,
  environments: readonly string[],
): readonly Promise<Check>[] {
  return environments.map((name) =>
    examine(`environment.${repository.fullName} ${name}`, () => environment(client, app, repository, name)),
  );
}

async function environment(
  client: AppClient,
  app: ShownApp,
  { as, fullName, page }: ReachedRepository,
  name: string,
): Promise<Found> {
  const path = `/repos/${fullName}/environments/${encodeURIComponent(name)}`;
  const found = await client.find(as, path);
  const settings = `${page}/settings/environments`;
  if (found === undefined)
    return {
      state: "warning",
      code: "github.environment-missing",
      message: `${fullName} has no environment ${name} that the App sees: no job there waits for anybody`,
      remedy: `If it is deployed from there, make the environment and switch on the rule of ${app.name}: ${settings}`,
    };
  const { can_admins_bypass: bypass } = answered(environmentForm, found, "an environment");
  const rules = answered(gatesForm, await client.get(as, `${path}/deployment_protection_rules`), "protection rules");
  const ours = rules.custom_deployment_protection_rules.some((rule) => rule.app.id === app.id && rule.enabled);
  if (!ours)
    return {
      state: "fails",
      code: "github.environment-unprotected",
      message: `jobs do not wait for ${app.name} before ${name}`,
      remedy: `Switch on its protection rule: ${settings}`,
    };
  if (bypass === undefined)
    return `jobs wait for ${app.name} before ${name}; whether administrators may let them go is not shown (${settings})`;
  if (bypass)
    return {
      state: "warning",
      code: "github.bypass",
      message: `jobs wait for ${app.name} before ${name}, and administrators may let them go all the same`,
      remedy: `Take "Allow administrators to bypass configured protection rules" away: ${settings}`,
    };
  return `jobs wait for ${app.name} before ${name}, and nobody may let them go around it`;
}
