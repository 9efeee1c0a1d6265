import { reaches } from "../deliveries/emit.ts";
import type { Hub } from "../hub.ts";
import type { Permissions } from "../state/accounts.ts";
import type { Repository, Role } from "../state/repositories.ts";
import { ApiError, notFound } from "./api-error.ts";
import type { Caller, Route } from "./route.ts";

/** Lets a caller do what a route does, or refuses as GitHub does: what may not be seen is not there. */
export function checkAccess(hub: Hub, route: Route, caller: Caller, repository: Repository | undefined): void {
  if (!route.callers.includes(caller.kind)) throw wrongKind(route, caller);
  if (repository === undefined) return checkHeld(hub, route, caller);
  if (!sees(hub, caller, repository)) throw notFound();
  if (caller.kind === "user" && !covers(roleOf(repository, caller.user), route.role ?? "read"))
    throw new ApiError(403, "Must have admin rights to Repository.");
  checkHeld(hub, route, caller);
  if (repository.archived && route.method !== "get")
    throw new ApiError(403, "Repository was archived so is read-only.");
}

/** Whether a caller can see that a repository is there. */
export function sees(_hub: Hub, caller: Caller, repository: Repository): boolean {
  if (caller.kind === "installation") {
    const { installation, token } = caller;
    const narrowed = token.repositories === null || token.repositories.includes(repository.id);
    return (reaches(installation, repository) && narrowed) || !repository.private;
  }
  if (caller.kind === "user") return !repository.private || roleOf(repository, caller.user) !== undefined;
  return caller.kind === "app" || !repository.private;
}

/** What somebody may do in a repository. */
export function roleOf(repository: Repository, user: number): Role | undefined {
  if (repository.owner === user) return "admin";
  return repository.roles.get(user) ?? (repository.private ? undefined : "read");
}

/** Whether a token holds permissions. */
export function holdsAll(held: Permissions, needed: Permissions): boolean {
  return Object.entries(needed).every(([name, level]) => held[name] === "write" || held[name] === level);
}

function covers(role: Role | undefined, needed: Role): boolean {
  const order = ["read", "write", "admin"];
  return role !== undefined && order.indexOf(role) >= order.indexOf(needed);
}

function checkHeld(hub: Hub, route: Route, caller: Caller): void {
  if (caller.kind !== "installation" || route.permission === undefined) return;
  if (holdsAll(caller.token.permissions, route.permission)) return;
  if (route.method === "get" && hub.switches.readWithoutPermission === "not-found") throw notFound();
  const accepted = Object.entries(route.permission).map(([name, level]) => `${name}=${level}`);
  throw new ApiError(403, "Resource not accessible by integration", {
    headers: { "x-accepted-github-permissions": accepted.join("; ") },
  });
}

function wrongKind(route: Route, caller: Caller): ApiError {
  if (caller.kind === "nobody") return new ApiError(401, "Requires authentication");
  if (route.callers.includes("app")) return new ApiError(401, "A JSON web token could not be decoded");
  if (caller.kind === "app") return new ApiError(401, "Bad credentials");
  return new ApiError(403, "Resource not accessible by integration");
}
