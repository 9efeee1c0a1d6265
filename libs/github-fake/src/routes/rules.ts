import { holdsAll, roleOf } from "../http/access.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import {
  renderBranchRule,
  renderFullRuleset,
  renderFullRuleSuite,
  renderRuleset,
  renderRuleSuite,
} from "../render/rules.ts";
import { rulesOf } from "../world/rules.ts";
import { ANYBODY, MEMBERS } from "./callers.ts";

const METADATA = { callers: ANYBODY, permission: { metadata: "read" } } as const;
const ADMINISTRATION = { callers: MEMBERS, permission: { administration: "read" }, role: "admin" } as const;

/** Rulesets, and what they said about pushes. */
export const RULE_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/repos/{owner}/{repo}/rulesets",
    operation: "repos/get-repo-rulesets",
    ...METADATA,
    run: (call) => {
      const rows = call.hub.state.rulesets.where(({ repository }) => repository === call.repository().id);
      const { shown, headers } = page(call, rows, (row) => renderRuleset(call.hub, row));
      return ok(shown, headers);
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/rulesets/rule-suites",
    operation: "repos/get-repo-rule-suites",
    ...ADMINISTRATION,
    run: (call) => {
      const { hub, query } = call;
      const rows = hub.state.ruleSuites
        .where(({ repository }) => repository === call.repository().id)
        .filter(({ ref }) => query.get("ref") === null || ref.endsWith(query.get("ref") ?? ""))
        .filter(({ result }) => [null, "all", result].includes(query.get("rule_suite_result")))
        .filter(({ pushedAt }) => pushedAt > hub.clock.now() - (PERIODS[query.get("time_period") ?? "day"] ?? 86_400))
        .toReversed();
      const { shown, headers } = page(call, rows, (row) => renderRuleSuite(hub, row));
      return ok(shown, headers);
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/rulesets/rule-suites/{rule_suite_id}",
    operation: "repos/get-repo-rule-suite",
    ...ADMINISTRATION,
    run: (call) => {
      const found = call.hub.state.ruleSuites.get(Number(call.params["rule_suite_id"]));
      if (found === undefined || found.repository !== call.repository().id) throw notFound();
      return ok(renderFullRuleSuite(call.hub, found));
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/rulesets/{ruleset_id}",
    operation: "repos/get-repo-ruleset",
    ...METADATA,
    run: (call) => {
      const found = call.hub.state.rulesets.get(Number(call.params["ruleset_id"]));
      if (found === undefined || found.repository !== call.repository().id) throw notFound();
      return ok(renderFullRuleset(call.hub, found, mayWriteRules(call)));
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/rules/branches/{branch}",
    operation: "repos/get-branch-rules",
    ...METADATA,
    run: (call) => {
      const rows = rulesOf(call.hub, call.repository(), `refs/heads/${call.params["branch"] ?? ""}`)
        .filter(({ enforcement }) => enforcement === "active")
        .flatMap((ruleset) => ruleset.rules.map((rule) => ({ ruleset, rule })));
      const { shown, headers } = page(call, rows, ({ ruleset, rule }) => renderBranchRule(call.hub, ruleset, rule));
      return ok(shown, headers);
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/branches/{branch}/protection",
    operation: "repos/get-branch-protection",
    ...ADMINISTRATION,
    run: () => {
      throw new ApiError(404, "Branch not protected");
    },
  },
];

const PERIODS: Readonly<Record<string, number>> = { hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 };

/** Who may go around a ruleset is shown only to those who may write it. */
function mayWriteRules({ caller, repository }: Call): boolean {
  if (caller.kind === "installation") return holdsAll(caller.token.permissions, { administration: "write" });
  return caller.kind === "user" && roleOf(repository(), caller.user) === "admin";
}
