import { iso } from "../clock.ts";
import { emit } from "../deliveries/emit.ts";
import type { Hub } from "../hub.ts";
import type { Repository } from "../state/repositories.ts";
import type { BranchProtection } from "../state/rules.ts";
import { known } from "../state/table.ts";

/** Protects a branch in the older way, or changes how it is protected. */
export function protectBranch(
  hub: Hub,
  repository: Repository,
  by: number,
  branch: string,
  members: Partial<Pick<BranchProtection, "checks" | "admins">> = {},
): BranchProtection {
  const before = protectionOf(hub, repository, branch);
  const now = hub.clock.now();
  const usual = {
    id: hub.state.nextId(),
    repository: repository.id,
    branch,
    checks: [],
    admins: false,
    createdAt: now,
  };
  const after = hub.state.protections.put({ ...usual, ...before, ...members, updatedAt: now });
  if (before === undefined) tell(hub, repository, "branch_protection_configuration", "enabled", by, {});
  const changes = before === undefined ? {} : { changes: changesOf(before, after) };
  const action = before === undefined ? "created" : "edited";
  tell(hub, repository, "branch_protection_rule", action, by, { rule: renderRule(after), ...changes });
  return after;
}

/** Ends the protection of a branch. */
export function unprotectBranch(hub: Hub, id: number, by: number): void {
  const protection = known(hub.state.protections, id);
  const repository = known(hub.state.repositories, protection.repository);
  hub.state.protections.remove(id);
  tell(hub, repository, "branch_protection_rule", "deleted", by, { rule: renderRule(protection) });
  tell(hub, repository, "branch_protection_configuration", "disabled", by, {});
}

/** How a branch is protected in the older way. */
export function protectionOf({ state }: Hub, repository: Repository, branch: string): BranchProtection | undefined {
  return state.protections.find((one) => one.repository === repository.id && one.branch === branch);
}

function changesOf(before: BranchProtection, after: BranchProtection) {
  return {
    ...(before.admins === after.admins ? {} : { admin_enforced: { from: before.admins } }),
    ...(before.checks.join() === after.checks.join() ? {} : { required_status_checks: { from: before.checks } }),
  };
}

function renderRule({ id, repository, branch, checks, admins, createdAt, updatedAt }: BranchProtection) {
  return {
    id,
    repository_id: repository,
    name: branch,
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
    pull_request_reviews_enforcement_level: "off",
    required_approving_review_count: 0,
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    authorized_dismissal_actors_only: false,
    ignore_approvals_from_contributors: false,
    required_status_checks: checks,
    required_status_checks_enforcement_level: checks.length === 0 ? "off" : admins ? "everyone" : "non_admins",
    strict_required_status_checks_policy: false,
    signature_requirement_enforcement_level: "off",
    linear_history_requirement_enforcement_level: "off",
    lock_branch_enforcement_level: "off",
    admin_enforced: admins,
    allow_force_pushes_enforcement_level: "off",
    allow_deletions_enforcement_level: "off",
    merge_queue_enforcement_level: "off",
    required_deployments_enforcement_level: "off",
    required_conversation_resolution_level: "off",
    authorized_actors_only: false,
    authorized_actor_names: [],
  };
}

function tell(
  hub: Hub,
  repository: Repository,
  name: string,
  action: string,
  sender: number,
  payload: Readonly<Record<string, unknown>>,
): void {
  emit(hub, { name, action, repository, sender, payload });
}
