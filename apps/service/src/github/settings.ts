import { z } from "zod";
import { ACTIONS_ISSUER } from "../access/actions-job.ts";

/** Where a secret is found; as the settings have it. */
type SecretForm<S> = z.ZodType<S>;

const origin = z
  .string()
  .regex(
    /^https?:\/\/[^/@?#\s]+(?:\/[^@?#\s]*[^/@?#\s])?$/,
    "is an address without a user, a query, or a slash at its end",
  );

/** The form of the section `github`: the App, as its page on GitHub shows it. */
export function githubForm<S>(secret: SecretForm<S>) {
  return z.strictObject({
    /** The App's number. */
    app: z.int().positive(),
    /** Its private key, as it was issued. */
    privateKey: secret,
    /** What deliveries are signed with, the newest first; two while it is exchanged. */
    webhookSecrets: z.array(secret).min(1).max(2),
    /** Where its API is; on Enterprise Server `https://HOST/api/v3`. */
    api: origin.default("https://api.github.com"),
    /** Where its repositories are fetched from. */
    web: origin.default("https://github.com"),
    /** Lets jobs of GitHub Actions ask the gate by tokens that they have made for this audience (OpenID Connect). */
    actions: z
      .strictObject({ audience: z.string().regex(/^\S{1,512}$/), issuer: origin.default(ACTIONS_ISSUER) })
      .optional(),
  });
}
