import { CountersignError } from "@countersign/core";
import { serviceAddress } from "../service-client.ts";

/** Where GitHub is: its pages, and its API. Neither ends with a slash. */
export type GithubPlaces = { readonly web: string; readonly api: string };

/** GitHub itself. */
export const GITHUB: GithubPlaces = { web: "https://github.com", api: "https://api.github.com" };

/**
 * Where GitHub is by the options of a call; on Enterprise Server the API is below its pages unless it is named. `usage.url`, also for what
 * could be read on the way.
 */
export function githubPlaces(web: string | undefined, api: string | undefined): GithubPlaces {
  const pages = web === undefined ? GITHUB.web : serviceAddress(web).base;
  if (api !== undefined) return { web: pages, api: serviceAddress(api).base };
  return pages === GITHUB.web ? GITHUB : { web: pages, api: `${pages}/api/v3` };
}

/** The page that shows and makes Apps of an organisation, or of whoever is signed in. `usage.organisation` */
export function appsPage({ web }: GithubPlaces, organisation: string | undefined): string {
  if (organisation === undefined) return `${web}/settings/apps`;
  if (/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/.test(organisation))
    return `${web}/organizations/${organisation}/settings/apps`;
  throw new CountersignError(
    "usage.organisation",
    `${JSON.stringify(organisation.slice(0, 80))} is no name of an organisation as GitHub spells them`,
  );
}
