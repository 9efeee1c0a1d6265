import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import type { SharedHome } from "@countersign/home";
import { lookAtLog } from "../../queue/log-sight.ts";
import type { Handler } from "../../work/worker.ts";
import type { Claimed } from "../../work/work.ts";
import { askInstallation } from "../places/keep-installation.ts";
import { confirmedReach, reach } from "../places/place-of.ts";
import type { Reached } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import type { Guard } from "./guard.ts";
import { keepGuards } from "./keep-guards.ts";
import type { KeepParts, Seen } from "./keep-guards.ts";
import { logRemovals } from "./log-incidents.ts";
import { seeBranch } from "./see-branch.ts";
import type { SeeParts } from "./see-branch.ts";
import { seeEnvironment } from "./see-environment.ts";
import { holds, seeInstallation } from "./see-installation.ts";
import { sweepBypasses } from "./sweep-bypasses.ts";

/** What looking at the gate runs on; wired once. */
export type GateLookParts = PlaceParts & SeeParts & KeepParts & { readonly shared: SharedHome };

/**
 * Looks whether everything stands on GitHub that has our gate asked about a repository, whoever asked for it: an event, or the clock where no
 * event came. What does not is `monitor.gate-removed` until it is put right (attack G12); what may not be seen is said once.
 */
export function lookAtGate(parts: GateLookParts): Handler {
  return async (claimed, signal) => {
    const repository = claimed.key;
    await keepGuards(parts, claimed, repository, await seeAll(parts, claimed, repository, signal));
    await logRemovals(parts.db, parts.shared, repository);
  };
}

async function seeAll(parts: GateLookParts, claimed: Claimed, repository: string, signal: AbortSignal): Promise<Seen> {
  const guards: Guard[] = [];
  try {
    const { place } = await reach(parts, repository, signal);
    const installation = await askInstallation(parts, place.installation, signal);
    if (installation === undefined) return { guards: [notInstalled("github.not-installed")], isAll: false };
    guards.push(...seeInstallation(installation));
    if (installation.suspended) return { guards, isAll: false };
    const reached = await confirmedReach(parts, repository, signal);
    guards.push({ subject: "installation", aspect: "installed", state: "right", detail: "it has the repository" });
    guards.push(archivedGuard(reached));
    guards.push(...(await seeWithin(parts, claimed, reached, installation.permissions, signal)));
    // What may not be looked at is still somebody's subject.
    return { guards, isAll: holds(installation.permissions, "actions", "read") };
  } catch (error) {
    if (!(error instanceof CountersignError) || !GONE.has(error.code)) throw error;
    return {
      guards: [...guards.filter(({ aspect }) => aspect !== "installed"), notInstalled(error.code)],
      isAll: false,
    };
  }
}

/** GitHub's word that we are not let in, which does not pass by itself. */
const GONE: ReadonlySet<string> = new Set([
  "github.not-installed",
  "github.suspended",
  "github.not-found",
  "github.permission",
  "github.refused",
  "change.repository",
]);

function notInstalled(code: string): Guard {
  return { subject: "installation", aspect: "installed", state: "wrong", detail: code };
}

function archivedGuard({ place }: Reached): Guard {
  const seen = { subject: "repository", aspect: "archived" } as const;
  if (place.archived) return { ...seen, state: "wrong", detail: "it is archived: no check and no decision is written" };
  return { ...seen, state: "right", detail: "it is not archived" };
}

async function seeWithin(
  parts: GateLookParts,
  claimed: Claimed,
  reached: Reached,
  permissions: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly Guard[]> {
  const policy = (await lookAtLog(parts.shared))?.contents.policy.policy;
  if (policy === undefined) return [];
  const refs = protectedBranches(policy, reached.place.repository);
  const guards: Guard[] = [];
  for (const ref of refs)
    guards.push(...(await seeBranch(parts, reached, ref, holds(permissions, "administration", "read"), signal)));
  if (holds(permissions, "actions", "read"))
    for (const { id, requires } of policy.environments)
      if (requires.length > 0) guards.push(...(await seeEnvironment(parts, reached, id, signal)));
  guards.push(await sweepBypasses(parts, claimed, reached, refs, signal));
  return guards;
}

function protectedBranches({ repositories }: Policy, repository: string): readonly string[] {
  const refs = repositories.find(({ id }) => id === repository)?.refs ?? [];
  return refs.map(({ ref }) => ref).filter((ref) => ref.startsWith("refs/heads/"));
}
