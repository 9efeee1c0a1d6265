import { z } from "zod";

/** A number of GitHub's: they are beyond 2^31, and still exact. */
export const id = z.int().positive().max(999_999_999_999_999);

/** A full id of a Git object, of either format. */
export const oid = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

/** Text that can be kept: bounded, and without NUL. */
export const text = z
  .string()
  .max(1_000)
  .refine((value) => !value.includes("\0"));

const user = z.object({ id, login: text });

/** What every event of an app may have; nothing else of it is looked at. */
export const common = z.object({
  action: text.optional(),
  repository: z.object({ id, full_name: text }).nullish(),
  installation: z.object({ id }).nullish(),
  sender: user.nullish(),
});

/** A pull request, in events and in lists alike. */
export const pull = z.object({
  number: z
    .int()
    .positive()
    .max(2 ** 31 - 1),
  state: z.enum(["open", "closed"]),
  draft: z.boolean().nullish(),
  merged: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  updated_at: z.iso.datetime({ offset: true }).nullish(),
  user: user.nullish(),
  base: z.object({ ref: text }),
  head: z.object({ sha: oid, repo: z.object({ id }).nullish() }),
});
