import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { WhereAndWho } from "../../capture/place.ts";
import type { As } from "../client/as.ts";
import { id, text } from "../events/fields.ts";
import { keepPlace, refreshPlaces } from "./refresh-places.ts";
import type { GithubPlace, PlaceParts } from "./refresh-places.ts";

const named = z.object({ id, full_name: text, archived: z.boolean().nullish() });

/** Milliseconds for which GitHub's word is taken that nobody of ours reaches a repository; an event asks sooner. */
const GONE_FOR = 60_000;

/** A repository as calls name it, and as whom they are made. */
export type Reached = { readonly owner: string; readonly repo: string; readonly as: As; readonly place: GithubPlace };

/**
 * Where a repository of the policy is by now, as GitHub last said it of its number; `github.not-installed` where no installation has it.
 * Labels change: whoever relies on one has it confirmed.
 */
export async function reach(parts: PlaceParts, repository: string, signal: AbortSignal): Promise<Reached> {
  const known = await knownPlace(parts, repository);
  if (known !== undefined && "fullName" in known) return reachedAt(known);
  if (known === undefined || Date.now() - known.since.getTime() > GONE_FOR) await refreshPlaces(parts, signal);
  const found = await knownPlace(parts, repository);
  if (found !== undefined && "fullName" in found) return reachedAt(found);
  throw new CountersignError(found?.gone ?? "github.not-installed", `no installation of the App has ${repository}`);
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

type Gone = { readonly gone: string; readonly since: Date };

async function knownPlace({ db }: PlaceParts, repository: string): Promise<GithubPlace | Gone | undefined> {
  const row = await db
    .selectFrom("github_repository")
    .select(["installation", "full_name", "archived", "gone", "seen"])
    .where("repository", "=", repository)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.gone !== null) return { gone: row.gone, since: row.seen };
  const { full_name: fullName, archived } = row;
  return { repository, installation: Number(row.installation), fullName, archived };
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
    const seen = { ...place, fullName: found.data.full_name, archived: found.data.archived === true };
    if (seen.fullName !== place.fullName || seen.archived !== place.archived) await keepPlace(db, seen);
    return true;
  } catch (error) {
    if (error instanceof CountersignError && /^github\.(?:not-found|permission|refused)$/.test(error.code))
      return false;
    throw error;
  }
}
