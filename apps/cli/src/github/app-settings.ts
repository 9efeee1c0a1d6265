import { readBounded } from "@countersign/adapters/files/reading";
import { CountersignError } from "@countersign/core";
import { parsePolicyYaml } from "@countersign/core/policy-yaml";
import { z } from "zod";
import { GITHUB } from "./github-places.ts";
import type { GithubPlaces } from "./github-places.ts";

/** Where a secret is found. */
export type Secret = { readonly file: string } | { readonly env: string };

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

/** Bytes of the settings, and of a secret. */
const [LIMIT, SECRET_LIMIT] = [256 * 1024, 64 * 1024];

const secret = z.union([
  z.strictObject({ file: z.string().startsWith("/") }),
  z.strictObject({ env: z.string().min(1) }),
]);
const address = z.url({ protocol: /^https?$/ });
const form = z.object({
  url: address.default("http://127.0.0.1:7381"),
  repositories: z.array(z.object({ id: z.string().min(1) })).default([]),
  github: z
    .strictObject({
      app: z.int().positive(),
      privateKey: secret,
      webhookSecrets: z.array(secret).min(1).max(2),
      api: address.default(GITHUB.api),
      web: address.default(GITHUB.web),
    })
    .optional(),
});

/** Reads what service.yaml says about the App; what it says besides is for the service. `settings.yaml`, `settings.form`, the codes of files. */
export async function readAppSettings(path: string): Promise<AppSettings> {
  const text = new TextDecoder().decode(await readBounded(path, LIMIT));
  const read = form.safeParse(text.trim() === "" ? {} : valueOf(text));
  if (!read.success) throw new CountersignError("settings.form", issuesOf(read.error));
  const { url, repositories, github } = read.data;
  if (github === undefined)
    throw new CountersignError("settings.form", `${path} has no section github`, {
      remedy: "Make an App and put its lines into the file: countersign github setup",
    });
  const { app, privateKey, webhookSecrets, api, web } = github;
  return { url, app, privateKey, webhookSecrets, places: { web, api }, repositories: repositories.map(({ id }) => id) };
}

/** The value of a secret without the line end that editors add. `settings.secret` where it is empty; the codes of files. */
export async function secretValue(from: Secret, env: NodeJS.ProcessEnv): Promise<string> {
  const value =
    "env" in from
      ? (env[from.env] ?? "")
      : new TextDecoder().decode(await readBounded(from.file, SECRET_LIMIT)).replace(/\r?\n$/, "");
  if (value !== "") return value;
  throw new CountersignError("settings.secret", `${"env" in from ? `the variable ${from.env}` : from.file} is empty`);
}

function valueOf(text: string): unknown {
  try {
    return parsePolicyYaml(text);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    throw new CountersignError("settings.yaml", error.detail, { cause: error });
  }
}

function issuesOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.length === 0 ? "settings" : path.join(".")}: ${message}`).join("; ");
}
