import { iso } from "../clock.ts";
import type { Hub } from "../hub.ts";
import type { Rule, Ruleset, RuleSuite } from "../state/rules.ts";
import { known } from "../state/table.ts";
import { nodeId } from "./node-id.ts";
import { fullName, repositoryUrl } from "./repository.ts";

/** A ruleset in a list: without its rules. */
export function renderRuleset(hub: Hub, ruleset: Ruleset) {
  const repository = known(hub.state.repositories, ruleset.repository);
  const name = fullName(hub, repository);
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: "branch",
    source_type: "Repository",
    source: name,
    enforcement: ruleset.enforcement,
    node_id: nodeId("RRS", ruleset.id),
    _links: {
      self: { href: `${repositoryUrl(hub, repository)}/rulesets/${ruleset.id}` },
      html: { href: `${hub.urls.site}/${name}/rules/${ruleset.id}` },
    },
    created_at: iso(ruleset.createdAt),
    updated_at: iso(ruleset.updatedAt),
  };
}

/** A ruleset with its rules; who may go around it is shown to those who may write it. */
export function renderFullRuleset(hub: Hub, ruleset: Ruleset, bypassShown: boolean) {
  return {
    ...renderRuleset(hub, ruleset),
    conditions: { ref_name: { include: [...ruleset.include], exclude: [...ruleset.exclude] } },
    rules: ruleset.rules,
    ...(bypassShown ? { bypass_actors: ruleset.bypass } : {}),
    current_user_can_bypass: "never",
  };
}

/** A rule that holds for a branch. */
export function renderBranchRule(hub: Hub, ruleset: Ruleset, rule: Rule) {
  const source = fullName(hub, known(hub.state.repositories, ruleset.repository));
  return { ...rule, ruleset_source_type: "Repository", ruleset_source: source, ruleset_id: ruleset.id };
}

/** What the rules said about one movement of a ref. */
export function renderRuleSuite(hub: Hub, suite: RuleSuite) {
  const repository = known(hub.state.repositories, suite.repository);
  return {
    id: suite.id,
    actor_id: suite.actor,
    actor_name: known(hub.state.accounts, suite.actor).login,
    before_sha: suite.before,
    after_sha: suite.after,
    ref: suite.ref,
    repository_id: suite.repository,
    repository_name: repository.name,
    pushed_at: iso(suite.pushedAt),
    result: suite.result,
    evaluation_result: suite.evaluations.some(({ result }) => result === "fail") ? "fail" : "pass",
  };
}

/** The same, rule by rule. */
export function renderFullRuleSuite(hub: Hub, suite: RuleSuite) {
  return {
    ...renderRuleSuite(hub, suite),
    rule_evaluations: suite.evaluations.map(({ ruleset, name, type, enforcement, result }) => ({
      rule_source: { type: "ruleset", id: ruleset, name },
      enforcement,
      result,
      rule_type: type,
      details: null,
    })),
  };
}
