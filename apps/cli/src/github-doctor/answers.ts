import { CountersignError } from "@countersign/core";
import { z } from "zod";

/** What GitHub's answers have that is looked at; whatever else they have is left alone. */
const id = z.int().positive();
const levels = z.record(z.string(), z.string());

export const appForm = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  owner: z.object({ login: z.string(), type: z.string().default("") }),
  permissions: levels,
  events: z.array(z.string()).default([]),
});
export type ShownApp = z.infer<typeof appForm>;

export const hookForm = z.object({
  url: z.string().default(""),
  content_type: z.string().default(""),
  insecure_ssl: z.union([z.string(), z.number()]).default("0"),
});

export const deliveriesForm = z.array(
  z.object({ guid: z.string(), delivered_at: z.string(), event: z.string(), status_code: z.int(), status: z.string() }),
);

export const installationsForm = z.array(
  z.object({
    id,
    account: z.object({ login: z.string() }).nullable().default(null),
    html_url: z.string().default(""),
    permissions: levels,
    suspended_at: z.string().nullish(),
  }),
);
export type ShownInstallation = z.infer<typeof installationsForm>[number];

export const repositoriesForm = z.object({
  repositories: z.array(
    z.object({ id, full_name: z.string().regex(/^[^/\s]+\/[^/\s]+$/), html_url: z.string().default("") }),
  ),
});

const requiredCheck = z.object({ context: z.string(), integration_id: z.int().nullish() });
export const branchRulesForm = z.array(
  z.object({
    type: z.string(),
    ruleset_id: id.optional(),
    parameters: z
      .object({ required_status_checks: z.array(requiredCheck).default([]) })
      .optional()
      .catch(undefined),
  }),
);

export const rulesetsForm = z.array(z.object({ id, name: z.string(), enforcement: z.string() }));

export const rulesetForm = z.object({
  id,
  name: z.string(),
  enforcement: z.string(),
  _links: z.object({ html: z.object({ href: z.string() }).nullish() }).optional(),
  rules: branchRulesForm.default([]),
  bypass_actors: z
    .array(z.object({ actor_type: z.string(), actor_id: z.int().nullish(), bypass_mode: z.string().default("always") }))
    .optional(),
});
export type ShownRuleset = z.infer<typeof rulesetForm>;

export const suitesForm = z.array(
  z.object({ actor_name: z.string().nullish(), ref: z.string(), pushed_at: z.string(), after_sha: z.string() }),
);

export const protectionForm = z.object({
  required_status_checks: z
    .object({ checks: z.array(z.object({ context: z.string(), app_id: z.int().nullish() })).default([]) })
    .nullish(),
  enforce_admins: z.object({ enabled: z.boolean() }).nullish(),
});

export const environmentForm = z.object({
  can_admins_bypass: z.boolean().optional(),
  html_url: z.string().default(""),
});

export const gatesForm = z.object({
  custom_deployment_protection_rules: z.array(z.object({ enabled: z.boolean(), app: z.object({ id }) })).default([]),
});

/** Reads an answer; `github.refused` for one that is not as GitHub describes it. */
export function answered<T>(form: z.ZodType<T>, data: unknown, what: string): T {
  const read = form.safeParse(data);
  if (read.success) return read.data;
  throw new CountersignError("github.refused", `GitHub answered about ${what} in another form than it describes`);
}
