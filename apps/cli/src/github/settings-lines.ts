import { GITHUB } from "./github-places.ts";
import type { GithubPlaces } from "./github-places.ts";
import type { AppFiles } from "./app-folder.ts";

/** The section `github` of service.yaml for an App. */
export function settingsLines(app: number, files: AppFiles, { web, api }: GithubPlaces): readonly string[] {
  return [
    "github:",
    `  app: ${app}`,
    `  privateKey: { file: ${JSON.stringify(files.privateKey)} }`,
    "  webhookSecrets:",
    `    - { file: ${JSON.stringify(files.webhookSecret)} }`,
    ...(api === GITHUB.api ? [] : [`  api: ${JSON.stringify(api)}`]),
    ...(web === GITHUB.web ? [] : [`  web: ${JSON.stringify(web)}`]),
  ];
}
