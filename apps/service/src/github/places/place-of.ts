import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { WhereAndWho } from "../../capture/place.ts";
import type { As } from "../client/as.ts";
import { id, text } from "../events/fields.ts";
import { keepPlace, refreshPlaces } from "./refresh-places.ts";
import type { GithubPlace, PlaceParts } from "./refresh-places.ts";

const named = z.object({ id, full_name: text });

/** A repository as calls name it, and as whom they are made. */
export type Reached = { readonly owner: string; readonly repo: string; readonly as: As; readonly place: GithubPlace };

/**
 * Where a repository of the policy is by now, as GitHub last said it of its number; `github.not-installed` where no installation has it.
 * Labels change: whoever relies on one has it confirmed.
 */
export async function reach(parts: PlaceParts, repository: string, signal: AbortSignal): Promise<Reached> {
  const known = await knownPlace(parts, repository);
  if (known !== undefined) return reachedAt(known);
  await refreshPlaces(parts, signal);
  const found = await knownPlace(parts, repository);
  if (found !== undefined) return reachedAt(found);
  throw new CountersignError("github.not-installed", `no installation of the App has ${repository}`);
}

/**
 * As {@link reach}, after GitHub confirmed that what has that name has that number: another repository can take over a name that was left
 * (attack G13). `change.repository` where it did, and nobody says where ours is.
 */
export async function confirmedReach(parts: PlaceParts, repository: string, signal: AbortSignal): Promise<Reached> {
  const first = await reach(parts, repository, signal);
  if (await isThere(parts, first, signal)) return reach(parts, repository, signal);
  await refreshPlaces(parts, signal);
  const second = await reach(parts, repository, signal);
  if (await isThere(parts, second, signal)) return reach(parts, repository, signal);
  throw new CountersignError("change.repository", `${second.place.fullName} is not ${repository} any more`);
}

/** Where git fetches a repository from, and who it says it is: a token that reads this one repository, for an hour. */
export function fetchedByApp(parts: PlaceParts, web: string): WhereAndWho {
  return async (repository, signal) => {
    const { place } = await confirmedReach(parts, repository, signal);
    const { installation, fullName } = place;
    const authorization = await parts.github.gitAuthorization(installation, numberOf(repository), signal);
    return { fetch: `${web}/${fullName}.git`, authorization };
  };
}

/** GitHub's number in the policy's id; `github.not-installed` where it is of another host. */
function numberOf(repository: string): number {
  const digits = /^github:([1-9]\d{0,14})$/.exec(repository)?.[1];
  if (digits !== undefined) return Number(digits);
  throw new CountersignError("github.not-installed", `${JSON.stringify(repository)} is no repository of GitHub`);
}

async function knownPlace({ db }: PlaceParts, repository: string): Promise<GithubPlace | undefined> {
  const row = await db
    .selectFrom("github_repository")
    .select(["installation", "full_name"])
    .where("repository", "=", repository)
    .executeTakeFirst();
  return row && { repository, installation: Number(row.installation), fullName: row.full_name };
}

function reachedAt(place: GithubPlace): Reached {
  const [owner = "", repo = ""] = place.fullName.split("/");
  return { owner, repo, as: { installation: place.installation, repository: numberOf(place.repository) }, place };
}

/** Whether the name leads to the number; a new name of it is kept. */
async function isThere({ db, github }: PlaceParts, { owner, repo, as, place }: Reached, signal: AbortSignal) {
  try {
    const { data } = await github.ask(as, "GET /repos/{owner}/{repo}", { owner, repo }, { signal });
    const found = named.safeParse(data);
    if (!found.success || found.data.id !== numberOf(place.repository)) return false;
    if (found.data.full_name !== place.fullName) await keepPlace(db, { ...place, fullName: found.data.full_name });
    return true;
  } catch (error) {
    if (error instanceof CountersignError && /^github\.(?:not-found|permission|refused)$/.test(error.code))
      return false;
    throw error;
  }
}
