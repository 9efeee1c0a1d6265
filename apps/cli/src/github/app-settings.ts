import { readBounded } from "@countersign/adapters/files/reading";
import { CountersignError } from "@countersign/core";
import { SETTINGS_LIMIT, parseSettings } from "@countersign/service/github-app";
import type { Secret } from "@countersign/service/github-app";
import type { GithubPlaces } from "./github-places.ts";

/** What the settings of a service say about its App. */
export type AppSettings = {
  /** The address of the service. */
  readonly url: string;
  readonly app: number;
  readonly privateKey: Secret;
  readonly webhookSecrets: readonly Secret[];
  readonly places: GithubPlaces;
  /** The policy's ids of the repositories that the service looks at. */
  readonly repositories: readonly string[];
};

/** Reads what service.yaml says about the App, as the service does. `settings.yaml`, `settings.form`, the codes of files. */
export async function readAppSettings(path: string): Promise<AppSettings> {
  const settings = parseSettings(new TextDecoder().decode(await readBounded(path, SETTINGS_LIMIT)));
  const { url, repositories, github } = settings;
  if (github === undefined)
    throw new CountersignError("settings.form", `${path} has no section github`, {
      remedy: "Make an App and put its lines into the file: countersign github setup",
    });
  const { app, privateKey, webhookSecrets, api, web } = github;
  return { url, app, privateKey, webhookSecrets, places: { web, api }, repositories: repositories.map(({ id }) => id) };
}
