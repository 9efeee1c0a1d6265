import { CountersignError, parseDuration, parsePattern } from "@countersign/core";
import { parsePolicyYaml } from "@countersign/core/policy-yaml";
import { z } from "zod";
import { githubForm } from "../github/settings.ts";
import { sinkForm } from "../notify/sink-form.ts";

/** Name of the file below the home. */
export const SETTINGS_FILE = "service.yaml";

/** Bytes of that file. */
export const SETTINGS_LIMIT = 256 * 1024;

/** A value that stands in a file or in a variable, and never in the settings themselves. */
const secret = z.union([
  z.strictObject({ file: z.string().startsWith("/") }),
  z.strictObject({ env: z.string().min(1) }),
]);

/** Where a secret is found. */
export type Secret = z.infer<typeof secret>;

const duration = z.string().transform((text, context) => {
  try {
    return parseDuration(text);
  } catch {
    context.addIssue(`${JSON.stringify(text.slice(0, 40))} is not a duration such as PT4H`);
    return z.NEVER;
  }
});

const refPattern = z.string().transform((text, context) => {
  try {
    if (text.startsWith("refs/")) return parsePattern(text);
  } catch {
    // Said below.
  }
  context.addIssue(`${JSON.stringify(text.slice(0, 80))} is not a pattern of full refs such as refs/heads/*`);
  return z.NEVER;
});

const fetched = z
  .string()
  .regex(
    /^(?:\/|https:\/\/[^/@\s]+\/)\S*$|^github$/,
    "is an absolute path, an https:// URL without a user in it, or github",
  );

/** The branches on which snapshots of artifacts are proposed in a manifest repository. */
const PROPOSED = parsePattern("refs/heads/proposed/*");
/** The branch that they are landed on, whichever others the policy protects. */
const IN_FORCE = "refs/heads/main";

const repositoryForm = z.strictObject({
  /** The policy's id of it. */
  id: z.string().min(1),
  /** `github`: where the GitHub App finds it by its id, with the App's own authorization. */
  fetch: fetched,
  /** The service keeps it, in the folder `fetch`: snapshots of artifacts outside Git are proposed and landed in it. */
  manifest: z.boolean().default(false),
  /** For an `https://` URL: what goes into its `Authorization` header. */
  authorization: secret.optional(),
  /** Branches that propose to move a protected ref: `onto`, or the repository's only one. */
  proposals: z.array(z.strictObject({ refs: refPattern, onto: z.string().startsWith("refs/").optional() })).default([]),
  /** Seconds between two looks at it. */
  poll: duration.default(30),
});

const repository = repositoryForm.transform((one, context) => {
  if (!one.manifest) return one;
  if (!one.fetch.startsWith("/") || one.authorization !== undefined || one.proposals.length > 0) {
    context.addIssue("a manifest repository is an absolute path, and has no authorization and no proposals of its own");
    return z.NEVER;
  }
  return { ...one, proposals: [{ refs: PROPOSED, onto: IN_FORCE }] };
});

const folder = z.string().startsWith("/");

const gate = z.strictObject({
  /** The gate's own key file, which the policy lists, and the folder of its state. */
  key: folder,
  state: folder,
  /** The pinned root.json; that of the home where it is not said. */
  root: folder.optional(),
  /** Folders that repositories are fetched from, by id; those of `repositories` that are folders where it is not said. */
  repositories: z.record(z.string(), folder).default({}),
});

const level = z.strictObject({
  role: z.string().optional(),
  risk: z.enum(["R0", "R1", "R2", "R3", "R4"]).optional(),
  /** Seconds in which a decision is promised. */
  within: duration,
});

const settings = z.strictObject({
  /** What people reach it by; sign-in is bound to this origin. */
  url: z.url({ protocol: /^https?$/ }).default("http://127.0.0.1:7381"),
  /** Addresses of proxies whose word about a client's address is taken. */
  proxies: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
  repositories: z.array(repository).default([]),
  /** A gate that answers at `/v1/gate`, for convenience: it runs where the operator can alter it. */
  gate: gate.optional(),
  /** The first that fits counts. */
  serviceLevels: z.array(level).default([]),
  /** Who is told what. */
  notify: z.array(sinkForm(secret)).default([]),
  /** The GitHub App, where there is one. */
  github: githubForm(secret).optional(),
});

/** What an operator says about the service, times in seconds. Nothing in it has a say in who may decide. */
export type Settings = z.infer<typeof settings>;
export type RepositorySettings = Settings["repositories"][number];

/** Reads the settings: strict YAML like a policy's. `settings.yaml` with line and column, `settings.form` with the path. */
export function parseSettings(text: string): Settings {
  const read = settings.safeParse(valueOf(text));
  if (!read.success) throw new CountersignError("settings.form", issuesOf(read.error));
  const ids = read.data.repositories.map(({ id }) => id);
  const doubled = ids.find((id, at) => ids.indexOf(id) !== at);
  if (doubled !== undefined)
    throw new CountersignError("settings.form", `repositories: ${JSON.stringify(doubled)} is there twice`);
  const placeless = read.data.repositories.find((one) => one.fetch === "github" && !isGithubs(read.data, one));
  if (placeless !== undefined)
    throw new CountersignError(
      "settings.form",
      `repositories: ${JSON.stringify(placeless.id)} is no github:NUMBER, or there is no github`,
    );
  return read.data;
}

function isGithubs({ github }: Settings, { id, authorization }: RepositorySettings): boolean {
  return github !== undefined && authorization === undefined && /^github:[1-9]\d{0,14}$/.test(id);
}

function valueOf(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return parsePolicyYaml(text);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    throw new CountersignError("settings.yaml", error.detail, { cause: error });
  }
}

function issuesOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.length === 0 ? "settings" : path.join(".")}: ${message}`)
    .join("; ");
}
