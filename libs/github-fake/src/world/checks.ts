import { DAY } from "../clock.ts";
import { emit } from "../deliveries/emit.ts";
import type { Hub } from "../hub.ts";
import { renderCheckRunOfEvent } from "../render/checks.ts";
import type { CheckRun } from "../state/checks.ts";
import { known } from "../state/table.ts";
import { advanceQueue } from "./queue.ts";
import { emitSuite } from "./suites.ts";

/** Days after which a run that has not ended is stale. */
const STALE = 14 * DAY;
/** Days after which runs and suites are archived: nobody is shown them any more. */
const ARCHIVED = 400 * DAY;
/** Runs of one name that a suite keeps. */
const KEPT = 1_000;

/** Keeps a fresh run and says so; the oldest of its name vanish beyond 1,000. */
export function addCheckRun(hub: Hub, run: CheckRun): CheckRun {
  hub.state.checkRuns.put(run);
  const same = hub.state.checkRuns.where(({ suite, name }) => suite === run.suite && name === run.name);
  for (const old of same.slice(0, Math.max(0, same.length - KEPT))) hub.state.checkRuns.remove(old.id);
  hub.state.suites.change(run.suite, { updatedAt: hub.clock.now() });
  emitCheckRun(hub, run, "created", actorOfRun(hub, run));
  if (run.status === "completed") ended(hub, run);
  return run;
}

/** Replaces members of a run, and says so when it has ended. */
export function changeCheckRun(hub: Hub, id: number, members: Partial<CheckRun>): CheckRun {
  const before = known(hub.state.checkRuns, id);
  const run = hub.state.checkRuns.change(id, members);
  hub.state.suites.change(run.suite, { updatedAt: hub.clock.now() });
  if (run.status === "completed" && before.status !== "completed") ended(hub, run);
  else if (run.conclusion !== before.conclusion) progress(hub, run);
  return run;
}

/** Somebody presses "Re-run": the app that made the run is asked. */
export function rerequestRun(hub: Hub, id: number, by: number): void {
  emitCheckRun(hub, known(hub.state.checkRuns, id), "rerequested", by);
}

/** Somebody presses "Re-run all". */
export function rerequestSuite(hub: Hub, id: number, by: number): void {
  const suite = known(hub.state.suites, id);
  emitSuite(hub, known(hub.state.repositories, suite.repository), suite, "rerequested", by);
}

/** Somebody presses one of a run's own buttons. */
export function requestAction(hub: Hub, id: number, identifier: string, by: number): void {
  const run = known(hub.state.checkRuns, id);
  if (!run.actions.some((action) => action.identifier === identifier)) throw new Error(`there is no ${identifier}`);
  emitCheckRun(hub, run, "requested_action", by, { requested_action: { identifier } });
}

/** Runs that have not ended in 14 days are stale. */
export function staleRuns(hub: Hub): void {
  const now = hub.clock.now();
  const old = hub.state.checkRuns.where(({ status, createdAt }) => status !== "completed" && now >= createdAt + STALE);
  for (const { id } of old)
    hub.state.checkRuns.change(id, { status: "completed", conclusion: "stale", completedAt: now });
}

/** Suites and runs that are older than 400 days are gone; a check that is required has to be made again. */
export function archiveRuns({ state, clock }: Hub): void {
  const since = clock.now() - ARCHIVED;
  for (const table of [state.checkRuns, state.suites])
    for (const { id } of table.where(({ createdAt }) => createdAt <= since)) table.remove(id);
}

function ended(hub: Hub, run: CheckRun): void {
  emitCheckRun(hub, run, "completed", actorOfRun(hub, run));
  progress(hub, run);
}

/** A queue may go on now. */
function progress(hub: Hub, run: CheckRun): void {
  const group = hub.state.groups.find(
    ({ headSha, repository }) => headSha === run.headSha && repository === run.repository,
  );
  if (group === undefined) return;
  hub.behind(() =>
    hub.inOrder(run.repository, () => advanceQueue(hub, known(hub.state.repositories, run.repository), group.baseRef)),
  );
}

function actorOfRun({ state }: Hub, run: CheckRun): number {
  return known(state.apps, run.app).bot;
}

function emitCheckRun(
  hub: Hub,
  run: CheckRun,
  action: "created" | "completed" | "rerequested" | "requested_action",
  sender: number,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const repository = known(hub.state.repositories, run.repository);
  const asked = action === "rerequested" || action === "requested_action";
  emit(hub, {
    name: "check_run",
    action,
    repository,
    sender,
    ...(asked ? { app: run.app } : {}),
    payload: { check_run: renderCheckRunOfEvent(hub, run), ...more },
  });
}
