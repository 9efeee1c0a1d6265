import { examine } from "../doctor/examination.ts";
import type { Check, Found } from "../doctor/examination.ts";
import type { AppClient } from "../github/app-client.ts";
import { CHECK_NAME } from "../github/app-plan.ts";
import { answered, branchRulesForm, protectionForm, rulesetForm, rulesetsForm, suitesForm } from "./answers.ts";
import type { ShownApp, ShownRuleset } from "./answers.ts";
import type { ReachedRepository } from "./reach.ts";

/** What of a repository's rules was found for a protected ref. */
type Required = {
  /** Rulesets in force that require the check of our App. */
  readonly ours: readonly number[];
  /** Whose check others require; undefined: anybody's. */
  readonly others: readonly (number | undefined)[];
};

/** For each protected ref: whether our check is required, of our App, and who went around it. */
export function refChecks(
  client: AppClient,
  app: ShownApp,
  repository: ReachedRepository,
  refs: readonly string[],
): readonly Promise<Check>[] {
  return refs.flatMap((ref) => {
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
    const at = `${repository.fullName} ${ref}`;
    if (branch === undefined)
      return [examine(`check.${at}`, () => "is no branch, and GitHub requires checks of branches alone")];
    const place: Place = { client, app, repository, ref, branch };
    return [examine(`check.${at}`, () => check(place)), examine(`bypass.${at}`, () => bypass(place))];
  });
}

type Place = {
  readonly client: AppClient;
  readonly app: ShownApp;
  readonly repository: ReachedRepository;
  readonly ref: string;
  readonly branch: string;
};

async function check(place: Place): Promise<Found> {
  const { app, repository } = place;
  const required = await requiredBy(place);
  if (required.ours.length > 0) return `requires ${CHECK_NAME} of ${app.name} and of nobody else`;
  const remedy = `Require ${CHECK_NAME} with ${app.name} as its source (integration_id ${app.id}), in an active ruleset: ${repository.page}/settings/rules`;
  const fails = (code: string, message: string): Found => ({ state: "fails", code, message, remedy });
  const protectedBy = await olderProtection(place);
  const older = protectedBy?.required_status_checks?.checks.find(({ context }) => context === CHECK_NAME);
  if (older?.app_id === app.id) return `requires ${CHECK_NAME} of ${app.name}, by a branch protection rule`;
  const others = [...required.others, ...(older === undefined ? [] : [ofApp(older.app_id)])];
  if (others.length > 0)
    return fails(
      "github.check-source",
      others.includes(undefined)
        ? `requires ${CHECK_NAME} of anybody: whoever may write here can fake it`
        : `requires ${CHECK_NAME} of another App (${others.join(", ")})`,
    );
  const idle = await idleRuleset(place);
  if (idle !== undefined)
    return fails(
      "github.check-inactive",
      `the ruleset ${idle.name} has the check and is not in force (${idle.enforcement})`,
    );
  const unseen = maySeeProtection(repository) ? "" : ", as far as the App may see";
  return fails(
    "github.check-not-required",
    `nothing requires ${CHECK_NAME}${unseen}: what nobody approved can be merged`,
  );
}

async function requiredBy({ client, app, repository, branch }: Place): Promise<Required> {
  const path = `/repos/${repository.fullName}/rules/branches/${encodeURIComponent(branch)}`;
  const list = (page: unknown) => answered(branchRulesForm, page, "rules of a branch");
  const rules = answered(branchRulesForm, await client.pages(repository.as, path, list), "rules of a branch");
  const named = rules.flatMap(({ parameters, ruleset_id: ruleset }) =>
    (parameters?.required_status_checks ?? [])
      .filter(({ context }) => context === CHECK_NAME)
      .map(({ integration_id: of }) => ({ of: ofApp(of), ruleset })),
  );
  return {
    ours: named.flatMap(({ of, ruleset }) => (of === app.id && ruleset !== undefined ? [ruleset] : [])),
    others: named.filter(({ of }) => of !== app.id).map(({ of }) => of),
  };
}

/** The App that a check has to come from; GitHub spells "any" as nothing or as -1. */
function ofApp(number: number | null | undefined): number | undefined {
  return number === null || number === undefined || number < 0 ? undefined : number;
}

function maySeeProtection({ permissions }: ReachedRepository): boolean {
  return permissions["administration"] !== undefined;
}

async function olderProtection({ client, repository, branch }: Place) {
  if (!maySeeProtection(repository)) return undefined;
  const path = `/repos/${repository.fullName}/branches/${encodeURIComponent(branch)}/protection`;
  const found = await client.find(repository.as, path);
  return found === undefined ? undefined : answered(protectionForm, found, "branch protection");
}

/** A ruleset that would require our check if it were in force. */
async function idleRuleset({ client, repository }: Place): Promise<ShownRuleset | undefined> {
  const list = (page: unknown) => answered(rulesetsForm, page, "rulesets");
  const path = `/repos/${repository.fullName}/rulesets`;
  const all = answered(rulesetsForm, await client.pages(repository.as, path, list), "rulesets");
  for (const { id } of all.filter(({ enforcement }) => enforcement !== "active")) {
    const ruleset = await rulesetWith(client, repository, id);
    const checks = ruleset?.rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []) ?? [];
    if (checks.some(({ context }) => context === CHECK_NAME)) return ruleset;
  }
  return undefined;
}

async function rulesetWith(
  client: AppClient,
  { as, fullName }: ReachedRepository,
  id: number,
): Promise<ShownRuleset | undefined> {
  const found = await client.find(as, `/repos/${fullName}/rulesets/${id}`);
  return found === undefined ? undefined : answered(rulesetForm, found, "a ruleset");
}

/** Who may go around the rule, where GitHub shows it; and who did in the last month. */
async function bypass(place: Place): Promise<Found> {
  const { client, repository } = place;
  const { ours } = await requiredBy(place);
  const rulesets = (await Promise.all(ours.map((id) => rulesetWith(client, repository, id)))).flatMap(
    (one) => one ?? [],
  );
  const page = rulesets[0]?._links?.html?.href ?? `${repository.page}/settings/rules`;
  const remedy = `Let nobody bypass it: ${page}`;
  const may = rulesets.flatMap((one) => one.bypass_actors ?? []);
  if (may.length > 0) {
    const who = may.map((one) => `${one.actor_type} ${one.actor_id ?? ""} (${one.bypass_mode})`.replace("  ", " "));
    return { state: "warning", code: "github.bypass", message: `may go around it: ${who.join(", ")}`, remedy };
  }
  if ((await olderProtection(place))?.enforce_admins?.enabled === false && ours.length === 0)
    return { state: "warning", code: "github.bypass", message: "administrators may go around it", remedy };
  const shown = rulesets.length > 0 && rulesets.every((one) => one.bypass_actors !== undefined);
  const hidden = `who may go around it is shown to administrators alone (${page})`;
  const listed = rulesets.length === 0 ? "no ruleset has the check" : shown ? "nobody may go around it" : hidden;
  if (!maySeeProtection(repository)) return `${listed}; who did is not seen without Administration (read)`;
  const past = await passedBy(place);
  const [last] = past;
  if (last === undefined) return `${listed}; nobody is on record for it in the last month`;
  return {
    state: "warning",
    code: "github.bypassed",
    message: `${past.length} pushes went around the rules in the last month, the last by ${last.actor_name ?? "somebody"} at ${last.pushed_at} (${last.after_sha.slice(0, 12)}); ${listed}`,
    remedy: "See what landed so: countersign why COMMIT; the gate denies what nobody approved.",
  };
}

async function passedBy({ client, repository, ref }: Place) {
  const path = `/repos/${repository.fullName}/rulesets/rule-suites?ref=${encodeURIComponent(ref)}&time_period=month&rule_suite_result=bypass&per_page=100`;
  const found = await client.find(repository.as, path);
  return found === undefined ? [] : answered(suitesForm, found, "rule suites").filter((one) => one.ref === ref);
}
