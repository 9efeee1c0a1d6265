import { CountersignError } from "@countersign/core";
import { z } from "zod";
import { CHECK_NAME } from "../checks/name.ts";
import { id, text } from "../events/fields.ts";
import type { Reached } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import type { Guard } from "./guard.ts";

/** What looking at guards runs on; `administers`: the App may read how the repository is administered. */
export type SeeParts = Pick<PlaceParts, "github"> & { readonly app: number };

const required = z.array(z.object({ context: z.string(), integration_id: z.number().nullish() }));
const rulesForm = z.array(
  z.object({
    type: z.string(),
    ruleset_id: id.nullish(),
    parameters: z.object({ required_status_checks: required.nullish() }).nullish(),
  }),
);
const protection = z.object({
  required_status_checks: z
    .object({
      contexts: z.array(z.string()).nullish(),
      checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).nullish(),
    })
    .nullish(),
  enforce_admins: z.object({ enabled: z.boolean() }).nullish(),
});
const rulesets = z.array(z.object({ id, enforcement: text }));
const ruleset = z.object({ rules: rulesForm.nullish(), bypass_actors: z.array(z.unknown()).nullish() });

/** What requires our check: a ruleset or the older protection, whether of this App alone, and how many may go around it; undefined where that is not shown. */
type Requiring = { readonly what: string; readonly isPinned: boolean; readonly around: number | undefined };

/** Whether our check is required of this App alone before anything lands on a branch, and whether somebody may go around that. */
export async function seeBranch(
  parts: SeeParts,
  reached: Reached,
  ref: string,
  administers: boolean,
  signal: AbortSignal,
): Promise<readonly Guard[]> {
  const branch = ref.replace(/^refs\/heads\//, "");
  const found = [
    ...(await byRulesets(parts, reached, branch, signal)),
    ...(administers ? await byProtection(parts, reached, branch, signal) : []),
  ];
  const pinned = found.filter(({ isPinned }) => isPinned);
  if (pinned.length > 0)
    return [
      { subject: ref, aspect: "required-check", state: "right", detail: pinned[0]?.what ?? "" },
      aroundOf(ref, pinned),
    ];
  const [loose] = found;
  if (loose !== undefined) return [wrongCheck(ref, `${loose.what} takes the check of any app`)];
  const disabled = await offRuleset(parts, reached, signal);
  if (disabled !== undefined) return [wrongCheck(ref, disabled)];
  if (administers) return [wrongCheck(ref, "nothing requires the check")];
  const detail = "no ruleset requires the check; whether the older protection does is not shown";
  return [{ subject: ref, aspect: "required-check", state: "unseen", detail }];
}

function wrongCheck(subject: string, detail: string): Guard {
  return { subject, aspect: "required-check", state: "wrong", detail };
}

/** Of several things that require the check each has to be gone around. */
function aroundOf(subject: string, pinned: readonly Requiring[]): Guard {
  const aspect = "bypass-actors";
  const closed = pinned.find(({ around }) => around === 0);
  if (closed !== undefined) return { subject, aspect, state: "right", detail: closed.what };
  const [first] = pinned;
  if (pinned.some(({ around }) => around === undefined))
    return { subject, aspect, state: "unseen", detail: `who may go around ${first?.what} is not shown` };
  return { subject, aspect, state: "wrong", detail: `${first?.around} may go around ${first?.what}` };
}

async function byRulesets(
  { github, app }: SeeParts,
  { owner, repo, as }: Reached,
  branch: string,
  signal: AbortSignal,
): Promise<readonly Requiring[]> {
  const named = { owner, repo };
  const route = "GET /repos/{owner}/{repo}/rules/branches/{branch}";
  const list = (data: unknown) => rulesForm.parse(data);
  const rules = await github.pages(as, route, { ...named, branch }, list, { signal });
  const found: Requiring[] = [];
  for (const rule of rules) {
    const ours = checksOf(rule);
    if (ours.length === 0) continue;
    const isPinned = ours.some(({ integration_id: by }) => by === app);
    const { ruleset_id: number } = rule;
    if (typeof number !== "number") found.push({ what: "a ruleset", isPinned, around: undefined });
    else {
      const asked = { ...named, ruleset_id: number };
      const { data } = await github.ask(as, "GET /repos/{owner}/{repo}/rulesets/{ruleset_id}", asked, { signal });
      found.push({ what: `ruleset ${number}`, isPinned, around: ruleset.parse(data).bypass_actors?.length });
    }
  }
  return found;
}

function checksOf({ type, parameters }: z.infer<typeof rulesForm>[number]) {
  if (type !== "required_status_checks") return [];
  return (parameters?.required_status_checks ?? []).filter(({ context }) => context === CHECK_NAME);
}

async function byProtection(
  { github, app }: SeeParts,
  { owner, repo, as }: Reached,
  branch: string,
  signal: AbortSignal,
): Promise<readonly Requiring[]> {
  const route = "GET /repos/{owner}/{repo}/branches/{branch}/protection";
  try {
    const { data } = await github.ask(as, route, { owner, repo, branch }, { signal });
    const { required_status_checks: checks, enforce_admins: admins } = protection.parse(data);
    const named = checks?.checks?.filter(({ context }) => context === CHECK_NAME) ?? [];
    if (named.length === 0 && checks?.contexts?.includes(CHECK_NAME) !== true) return [];
    const around = admins?.enabled === true ? 0 : 1;
    return [{ what: "branch protection", isPinned: named.some(({ app_id: by }) => by === app), around }];
  } catch (error) {
    if (error instanceof CountersignError && error.code === "github.not-found") return [];
    throw error;
  }
}

/** A ruleset that would require the check, and is disabled or only tried out. */
async function offRuleset(
  { github }: SeeParts,
  { owner, repo, as }: Reached,
  signal: AbortSignal,
): Promise<string | undefined> {
  const named = { owner, repo };
  const route = "GET /repos/{owner}/{repo}/rulesets";
  const all = await github.pages(as, route, named, (data) => rulesets.parse(data), { signal });
  for (const { id: number, enforcement } of all) {
    if (enforcement === "active") continue;
    const { data } = await github.ask(as, `${route}/{ruleset_id}`, { ...named, ruleset_id: number }, { signal });
    if ((ruleset.parse(data).rules ?? []).some((rule) => checksOf(rule).length > 0))
      return `ruleset ${number} is ${enforcement}`;
  }
  return undefined;
}
