import type { RepositorySettings } from "../settings/settings.ts";
import type { ManifestPlace } from "./manifest.ts";

/** Where each manifest repository of the settings is, by its id. */
export function manifestPlaces(
  repositories: readonly RepositorySettings[],
  searchPath: string,
): ReadonlyMap<string, ManifestPlace> {
  return new Map(
    repositories.filter(({ manifest }) => manifest).map(({ id, fetch }) => [id, { dir: fetch, searchPath }]),
  );
}
