import { notFound } from "../http/api-error.ts";
import { ok } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { renderProfile } from "../render/account.ts";
import { renderFullRepository } from "../render/repository.ts";
import { ANYBODY } from "./callers.ts";

/** Repositories and accounts. */
export const REPOSITORY_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/repos/{owner}/{repo}",
    operation: "repos/get",
    callers: ANYBODY,
    permission: { metadata: "read" },
    run: ({ hub, repository }) => ok(renderFullRepository(hub, repository())),
  },
  {
    method: "get",
    path: "/users/{username}",
    operation: "users/get-by-username",
    callers: ANYBODY,
    run: ({ hub, params }) => {
      const name = params["username"]?.toLowerCase();
      const found = hub.state.accounts.find(({ login }) => login.toLowerCase() === name);
      if (found === undefined) throw notFound();
      return ok(renderProfile(hub, found));
    },
  },
  {
    method: "get",
    path: "/user/{account_id}",
    operation: "users/get-by-id",
    callers: ANYBODY,
    run: ({ hub, params }) => {
      const found = hub.state.accounts.get(Number(params["account_id"]));
      if (found === undefined) throw notFound();
      return ok(renderProfile(hub, found));
    },
  },
  {
    method: "get",
    path: "/rate_limit",
    operation: "rate-limit/get",
    callers: ["nobody", "app", "installation", "user"],
    run: ({ caller, limits }) => {
      const core = limits.left(caller);
      return ok({ resources: { core, search: { ...core, limit: 30, used: 0, remaining: 30 } }, rate: core });
    },
  },
];
