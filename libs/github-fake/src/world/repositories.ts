import { emit } from "../deliveries/emit.ts";
import { runGit } from "../git/run-git.ts";
import type { Hub } from "../hub.ts";
import { accountOf, renderOrganization } from "../render/account.ts";
import { fullName } from "../render/repository.ts";
import type { Repository, Role } from "../state/repositories.ts";
import { known } from "../state/table.ts";

/** A repository to make. */
export type RepositoryPlan = {
  readonly name: string;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** A folder with a repository whose branches and tags it starts with. */
  readonly from?: string;
};

/** Makes a repository. A name that led elsewhere leads here now. */
export async function createRepository(hub: Hub, owner: number, plan: RepositoryPlan): Promise<Repository> {
  const now = hub.clock.now();
  const repository = {
    id: hub.state.nextId(),
    owner,
    name: plan.name,
    private: plan.private ?? true,
    archived: false,
    defaultBranch: plan.defaultBranch ?? "main",
    parent: null,
    roles: new Map<number, Role>(),
    createdAt: now,
    pushedAt: now,
  };
  await hub.git.create(repository.id, repository.defaultBranch);
  if (plan.from !== undefined) await copy(hub, repository.id, plan.from);
  takeName(hub, fullName(hub, repository));
  hub.state.repositories.put(repository);
  emit(hub, { name: "repository", action: "created", repository, sender: owner, payload: {} });
  return repository;
}

/** Copies a repository to another account. */
export async function forkRepository(hub: Hub, parent: Repository, owner: number): Promise<Repository> {
  const from = hub.git.folder(parent.id);
  const fork = await createRepository(hub, owner, { name: parent.name, private: parent.private, from });
  return hub.state.repositories.change(fork.id, { parent: parent.id });
}

/** Gives a repository another name; the old one leads to it until somebody takes it. */
export function renameRepository(hub: Hub, id: number, name: string, by: number): Repository {
  const before = known(hub.state.repositories, id);
  leave(hub, before);
  const after = hub.state.repositories.change(id, { name });
  takeName(hub, fullName(hub, after));
  const payload = { changes: { repository: { name: { from: before.name } } } };
  emit(hub, { name: "repository", action: "renamed", repository: after, sender: by, payload });
  return after;
}

/** Gives a repository to another account. */
export function transferRepository(hub: Hub, id: number, owner: number, by: number): Repository {
  const before = known(hub.state.repositories, id);
  leave(hub, before);
  const after = hub.state.repositories.change(id, { owner });
  takeName(hub, fullName(hub, after));
  const former = known(hub.state.accounts, before.owner);
  const from =
    former.type === "Organization"
      ? { organization: renderOrganization(hub, former) }
      : { user: accountOf(hub, former.id) };
  const event = { name: "repository", action: "transferred", sender: by, payload: { changes: { owner: { from } } } };
  emit(hub, { ...event, repository: after });
  return after;
}

/** Sets whether a repository can be written, or seen. */
export function setVisibility(
  hub: Hub,
  id: number,
  by: number,
  action: "archived" | "unarchived" | "privatized" | "publicized",
): Repository {
  const members =
    action === "archived" || action === "unarchived"
      ? { archived: action === "archived" }
      : { private: action === "privatized" };
  const repository = hub.state.repositories.change(id, members);
  emit(hub, { name: "repository", action, repository, sender: by, payload: {} });
  return repository;
}

/** Removes a repository. */
export function deleteRepository(hub: Hub, id: number, by: number): void {
  const repository = known(hub.state.repositories, id);
  emit(hub, { name: "repository", action: "deleted", repository, sender: by, payload: {} });
  hub.state.repositories.remove(id);
}

/** Sets what somebody may do in a repository. */
export function setRole(hub: Hub, id: number, user: number, role: Role | null): Repository {
  const roles = new Map(known(hub.state.repositories, id).roles);
  if (role === null) roles.delete(user);
  else roles.set(user, role);
  return hub.state.repositories.change(id, { roles });
}

async function copy(hub: Hub, id: number, from: string): Promise<void> {
  const refs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
  await runGit(hub.git.folder(id), ["fetch", "-q", "--no-write-fetch-head", from, ...refs]);
}

function leave(hub: Hub, repository: Repository): void {
  const from = fullName(hub, repository).toLowerCase();
  hub.state.redirects.put({ id: hub.state.nextId(), from, repository: repository.id });
}

function takeName(hub: Hub, name: string): void {
  const taken = hub.state.redirects.where(({ from }) => from === name.toLowerCase());
  for (const { id } of taken) hub.state.redirects.remove(id);
}
