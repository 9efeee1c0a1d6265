import type { Request } from "express";
import type { Hub } from "../hub.ts";
import { fullName } from "../render/repository.ts";
import type { Repository } from "../state/repositories.ts";
import { sees } from "./access.ts";
import { notFound } from "./api-error.ts";
import type { Caller } from "./route.ts";

/** The repository that a path names; where it has another name now, the address below its number; undefined where none is named. */
export function namedRepository(
  hub: Hub,
  { params, originalUrl }: Pick<Request, "params" | "originalUrl">,
  caller: Caller,
): Repository | { readonly movedTo: string } | undefined {
  const { owner, repo, repository_id: id } = params;
  if (typeof id === "string") return hub.state.repositories.get(Number(id)) ?? missing();
  if (typeof owner !== "string" || typeof repo !== "string") return undefined;
  const found = repositoryNamed(hub, `${owner}/${repo}`);
  if (found === undefined) throw notFound();
  if (found.now) return found.repository;
  if (!sees(hub, caller, found.repository)) throw notFound();
  const rest = originalUrl
    .slice(originalUrl.indexOf("/repos/") + "/repos/".length)
    .split("/")
    .slice(2)
    .join("/");
  const query = rest === "" && originalUrl.includes("?") ? `?${originalUrl.split("?")[1]}` : "";
  return { movedTo: `${hub.urls.api}/repositories/${found.repository.id}${rest === "" ? query : `/${rest}`}` };
}

/** The repository that has a name now, or had it and moved away while nobody else took it. */
export function repositoryNamed(hub: Hub, name: string) {
  const lower = name.toLowerCase();
  const current = hub.state.repositories.find((one) => fullName(hub, one).toLowerCase() === lower);
  if (current !== undefined) return { repository: current, now: true };
  const redirect = hub.state.redirects.find(({ from }) => from === lower);
  const repository = redirect === undefined ? undefined : hub.state.repositories.get(redirect.repository);
  return repository === undefined ? undefined : { repository, now: false };
}

function missing(): never {
  throw notFound();
}
