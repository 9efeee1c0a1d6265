import { emit, reaches } from "../deliveries/emit.ts";
import { commitFacts } from "../git/facts.ts";
import { contains } from "../git/commits.ts";
import { NOTHING } from "../git/store.ts";
import type { Hub } from "../hub.ts";
import { renderSuite } from "../render/checks.ts";
import type { App } from "../state/accounts.ts";
import type { Suite } from "../state/checks.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import type { Move } from "./moves.ts";

/** The suite of an app for a commit, made when there is none. */
export async function suiteOf(
  hub: Hub,
  repository: Repository,
  app: App,
  sha: string,
  branch: { readonly name: string; readonly before: string } | undefined,
): Promise<Suite> {
  const found = suiteThere(hub, repository, app, sha);
  if (found !== undefined) return found;
  const commit = await commitFacts(hub.git, repository.id, sha);
  // Another request may have made it meanwhile.
  const meanwhile = suiteThere(hub, repository, app, sha);
  if (meanwhile !== undefined) return meanwhile;
  const now = hub.clock.now();
  return hub.state.suites.put({
    id: hub.state.nextId(),
    repository: repository.id,
    app: app.id,
    headSha: sha,
    headBranch: branch?.name ?? null,
    before: branch?.before ?? null,
    commit,
    createdAt: now,
    updatedAt: now,
  });
}

function suiteThere({ state }: Hub, repository: Repository, app: App, sha: string): Suite | undefined {
  return state.suites.find((one) => one.headSha === sha && one.app === app.id && one.repository === repository.id);
}

/** After a push, every app that writes checks is asked for a suite of the new head. */
export async function requestSuites(hub: Hub, repository: Repository, move: Move): Promise<void> {
  const apps = hub.state.installations.where(
    (one) => one.suspendedAt === null && one.permissions["checks"] === "write" && reaches(one, repository),
  );
  const sha = await suiteHead(hub, repository, move);
  for (const { app: id } of apps) {
    const app = known(hub.state.apps, id);
    const branch = { name: move.ref.slice("refs/heads/".length), before: move.before };
    const suite = await suiteOf(hub, repository, app, sha, branch);
    emitSuite(hub, repository, suite, "requested", repository.owner);
  }
}

/** Tells an app about its suite. */
export function emitSuite(
  hub: Hub,
  repository: Repository,
  suite: Suite,
  action: "requested" | "rerequested" | "completed",
  sender: number,
): void {
  const payload = { check_suite: renderSuite(hub, suite) };
  emit(hub, { name: "check_suite", action, repository, app: suite.app, sender, payload });
}

/** After a forced push, a suite may still name the head before it. */
async function suiteHead(hub: Hub, repository: Repository, { before, after }: Move): Promise<string> {
  if (hub.switches.suiteAfterForce === "new-head" || before === NOTHING) return after;
  return (await contains(hub.git, repository.id, after, before)) ? after : before;
}
