import { randomUUID } from "node:crypto";
import type { Hub } from "../hub.ts";
import { accountOf, renderOrganization } from "../render/account.ts";
import { nodeId } from "../render/node-id.ts";
import { renderFullRepository, renderRepository } from "../render/repository.ts";
import type { App, Installation } from "../state/accounts.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { permissionOfEvent } from "./subscriptions.ts";

/** Something that happened, as apps hear of it. */
export type Event = {
  readonly name: string;
  /** Null for `push` and `ping`, which have none. */
  readonly action: string | null;
  readonly repository?: Repository;
  /** The only app that hears of it. */
  readonly app?: number;
  /** The only installation that hears of it. */
  readonly installation?: Installation;
  /** The account that did it. */
  readonly sender: number;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** Bytes of the largest event that is ever sent. */
const LARGEST = 25 * 1024 * 1024;

/** Makes the deliveries of an event, one for each installation that hears of it, and hands them to the sender. */
export function emit(hub: Hub, event: Event): void {
  for (const installation of listeners(hub, event)) {
    const app = known(hub.state.apps, installation.app);
    if (app.hook.url === null) continue;
    const payload = payloadOf(hub, event, installation);
    for (const problem of hub.validator?.event(event.name, event.action, payload) ?? [])
      hub.problems.push(`${event.name} ${event.action ?? ""}: ${problem}`);
    deliver(hub, app, event, installation, payload);
  }
}

/** Makes one delivery of a payload to an app. */
export function deliver(
  hub: Hub,
  app: App,
  event: Pick<Event, "name" | "action" | "repository">,
  installation: Installation | undefined,
  payload: unknown,
): void {
  const body = Buffer.from(JSON.stringify(payload));
  if (body.length > LARGEST || app.hook.url === null) return;
  const { id } = hub.state.deliveries.put({
    id: hub.state.nextId(),
    guid: randomUUID(),
    app: app.id,
    installation: installation?.id ?? null,
    repository: event.repository?.id ?? null,
    event: event.name,
    action: event.action,
    redelivery: false,
    deliveredAt: hub.clock.now(),
    duration: undefined,
    status: "pending",
    statusCode: 0,
    body,
    url: app.hook.url,
    requestHeaders: {},
    responseHeaders: {},
    responseBody: "",
  });
  hub.send(id, app.hook.secret);
}

/** Installations that hear of an event: chosen, subscribed, permitted, not suspended, and of its repository. */
function listeners({ state }: Hub, event: Event): readonly Installation[] {
  if (event.installation !== undefined) return [event.installation];
  const { repository } = event;
  return state.installations.where((one) => {
    if (one.suspendedAt !== null || (event.app !== undefined && one.app !== event.app)) return false;
    if (repository !== undefined && !reaches(one, repository)) return false;
    const needed = permissionOfEvent(event.name, event.action);
    if (needed !== undefined && !holds(one, needed)) return false;
    // What belongs to one app reaches it without being asked for.
    return event.app !== undefined || one.events.includes(event.name);
  });
}

/** Whether an installation is of a repository's account and has the repository. */
export function reaches(installation: Installation, repository: Repository): boolean {
  if (installation.account !== repository.owner) return false;
  return installation.repositories === null || installation.repositories.includes(repository.id);
}

function holds({ permissions }: Installation, { name, level }: { name: string; level: "read" | "write" }): boolean {
  const held = permissions[name];
  return held === "write" || (held === "read" && level === "read");
}

function payloadOf(hub: Hub, event: Event, installation: Installation): Readonly<Record<string, unknown>> {
  const owner = event.repository === undefined ? undefined : known(hub.state.accounts, event.repository.owner);
  const shown =
    event.name === "push" ? pushedRepository(hub, event.repository) : eventRepository(hub, event.repository);
  return {
    ...(event.action === null ? {} : { action: event.action }),
    ...event.payload,
    ...(shown === undefined || "repository" in event.payload ? {} : { repository: shown }),
    ...(owner?.type === "Organization" ? { organization: renderOrganization(hub, owner) } : {}),
    sender: accountOf(hub, event.sender),
    ...("installation" in event.payload
      ? {}
      : { installation: { id: installation.id, node_id: nodeId("I", installation.id) } }),
  };
}

function eventRepository(hub: Hub, repository: Repository | undefined) {
  return repository === undefined ? undefined : renderRepository(hub, repository);
}

/** The repository of `push`, whose times are numbers. */
function pushedRepository(hub: Hub, repository: Repository | undefined) {
  if (repository === undefined) return undefined;
  const { createdAt, pushedAt } = repository;
  return { ...renderFullRepository(hub, repository), created_at: createdAt, pushed_at: pushedAt };
}
