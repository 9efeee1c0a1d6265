import { emit } from "../deliveries/emit.ts";
import type { PushCommand } from "../git/push-commands.ts";
import { NOTHING } from "../git/store.ts";
import { roleOf } from "../http/access.ts";
import type { Hub } from "../hub.ts";
import { renderFullRuleset } from "../render/rules.ts";
import type { Repository } from "../state/repositories.ts";
import type { BypassActor, Rule, Ruleset } from "../state/rules.ts";
import { known } from "../state/table.ts";
import type { Move } from "./moves.ts";

/** What a ruleset is made of. */
export type RulesetPlan = Partial<Pick<Ruleset, "enforcement" | "include" | "exclude" | "bypass">> &
  Pick<Ruleset, "name" | "rules">;

/** Adds a ruleset; without more, it is in force for the default branch and nobody may go around it. */
export function createRuleset(hub: Hub, repository: Repository, by: number, plan: RulesetPlan): Ruleset {
  const now = hub.clock.now();
  const ruleset = hub.state.rulesets.put({
    id: hub.state.nextId(),
    repository: repository.id,
    enforcement: "active",
    include: ["~DEFAULT_BRANCH"],
    exclude: [],
    bypass: [],
    createdAt: now,
    updatedAt: now,
    ...plan,
  });
  emitRuleset(hub, repository, ruleset, "created", by);
  return ruleset;
}

/** Replaces members of a ruleset. Without `told` no app hears of it, as if the event were lost. */
export function editRuleset(hub: Hub, id: number, by: number, members: Partial<RulesetPlan>, told = true): Ruleset {
  const before = known(hub.state.rulesets, id);
  const after = hub.state.rulesets.change(id, { ...members, updatedAt: hub.clock.now() });
  const changes = {
    ...(before.name === after.name ? {} : { name: { from: before.name } }),
    ...(before.enforcement === after.enforcement ? {} : { enforcement: { from: before.enforcement } }),
  };
  if (told) emitRuleset(hub, known(hub.state.repositories, after.repository), after, "edited", by, { changes });
  return after;
}

/** Removes a ruleset. */
export function deleteRuleset(hub: Hub, id: number, by: number): void {
  const ruleset = known(hub.state.rulesets, id);
  hub.state.rulesets.remove(id);
  emitRuleset(hub, known(hub.state.repositories, ruleset.repository), ruleset, "deleted", by);
}

/** Rulesets with the rules that hold, or are tried out, for a ref. */
export function rulesOf(hub: Hub, repository: Repository, ref: string): readonly Ruleset[] {
  const names = (pattern: string) => covers(pattern, ref, `refs/heads/${repository.defaultBranch}`);
  return hub.state.rulesets.where(
    (one) =>
      one.repository === repository.id &&
      one.enforcement !== "disabled" &&
      one.include.some(names) &&
      !one.exclude.some(names),
  );
}

/** The parameters of a rule in force for a branch. */
export function ruleFor(hub: Hub, repository: Repository, branch: string, type: string): Rule | undefined {
  return rulesOf(hub, repository, `refs/heads/${branch}`)
    .filter(({ enforcement }) => enforcement === "active")
    .flatMap(({ rules }) => rules)
    .find((rule) => rule.type === type);
}

/** Refs of a push that a rule in force protects from whoever pushes. */
export function refusedRefs(
  hub: Hub,
  repository: Repository,
  by: number,
  commands: readonly PushCommand[],
): readonly string[] {
  return commands
    .filter(({ ref, before, after }) =>
      rulesOf(hub, repository, ref).some(
        (ruleset) =>
          ruleset.enforcement === "active" &&
          bypassOf(repository, ruleset, by) === undefined &&
          violated(ruleset, { before, after }).length > 0,
      ),
    )
    .map(({ ref }) => ref);
}

/** Writes down what the rules said about a ref that moved directly. Who is exempt leaves no trace. */
export function recordRuleSuite(hub: Hub, repository: Repository, move: Move, by: number): void {
  const rulesets = rulesOf(hub, repository, move.ref);
  const modes = rulesets.map((ruleset) => bypassOf(repository, ruleset, by)?.bypass_mode);
  if (rulesets.length === 0 || modes.includes("exempt")) return;
  const evaluations = rulesets.flatMap((ruleset) => {
    const broken = violated(ruleset, move);
    return ruleset.rules.map(({ type }) => ({
      ruleset: ruleset.id,
      name: ruleset.name,
      type,
      enforcement: ruleset.enforcement === "active" ? ("active" as const) : ("evaluate" as const),
      result: broken.includes(type) ? ("fail" as const) : ("pass" as const),
    }));
  });
  const failed = evaluations.some(({ result, enforcement }) => result === "fail" && enforcement === "active");
  hub.state.ruleSuites.put({
    id: hub.state.nextId(),
    repository: repository.id,
    ...move,
    actor: by,
    pushedAt: hub.clock.now(),
    result: failed ? "bypass" : "pass",
    evaluations,
  });
}

/** The entry by which somebody may go around a ruleset. */
function bypassOf(repository: Repository, { bypass }: Ruleset, by: number): BypassActor | undefined {
  const admin = roleOf(repository, by) === "admin";
  return bypass.find(({ actor_type: type, actor_id: id }) => {
    if (type === "OrganizationAdmin" || type === "RepositoryRole") return admin;
    return id === by;
  });
}

/** Rules that no direct movement of a ref can satisfy. */
function violated({ rules }: Ruleset, { before, after }: Pick<Move, "before" | "after">): readonly string[] {
  const creates = before === NOTHING;
  const deletes = after === NOTHING;
  return rules
    .map(({ type }) => type)
    .filter((type) => {
      if (type === "creation") return creates;
      if (type === "deletion") return deletes;
      return !creates && !deletes && FOR_UPDATES.has(type);
    });
}

const FOR_UPDATES: ReadonlySet<string> = new Set(["update", "pull_request", "required_status_checks", "merge_queue"]);

function covers(pattern: string, ref: string, defaultRef: string): boolean {
  if (pattern === "~ALL") return ref.startsWith("refs/heads/");
  if (pattern === "~DEFAULT_BRANCH") return ref === defaultRef;
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*").replaceAll("[^/]*[^/]*", ".*")}$`).test(ref);
}

function emitRuleset(
  hub: Hub,
  repository: Repository,
  ruleset: Ruleset,
  action: "created" | "edited" | "deleted",
  sender: number,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const payload = { repository_ruleset: renderFullRuleset(hub, ruleset, true), ...more };
  emit(hub, { name: "repository_ruleset", action, repository, sender, payload });
}
