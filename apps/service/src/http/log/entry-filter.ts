import { CountersignError, KINDS } from "@countersign/core";
import { z } from "zod";
import { PAGE } from "../cursor.ts";
import type { EntryFacts } from "./entry-facts.ts";

/** The index of a leaf, as a path or a query spells it. */
export const INDEX = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/)
  .transform(Number);

/** Which entries are asked for; all that is named must hold. */
export const FILTER = PAGE.extend({
  kind: z.enum(KINDS).optional(),
  index: INDEX.optional(),
  change: z
    .string()
    .regex(/^[0-9a-f]{16,64}$/)
    .optional()
    .describe("A change id, or its first 16 digits and more"),
  commit: z
    .string()
    .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
    .optional(),
  key: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/)
    .optional()
    .describe("Fingerprint of the key of a person who signed"),
  decision: z.enum(["approve", "reject", "hold", "revoke"]).optional(),
  environment: z.string().min(1).max(512).optional(),
  person: z.string().min(1).max(512).optional(),
});

type Filter = Omit<z.infer<typeof FILTER>, "limit" | "cursor">;

/** Filters that say something about evidence: whoever may not read it could find it out by asking often. */
const OF_EVIDENCE = ["change", "commit", "key", "decision", "environment", "person"] as const;

/** Refuses filters of what is withheld, with the code of why it is. */
export function requireOpenFilter(filter: Filter, withheld: string | undefined): void {
  const asked = OF_EVIDENCE.find((name) => filter[name] !== undefined);
  if (withheld === undefined || asked === undefined) return;
  throw new CountersignError(withheld, `${asked} is in the evidence, which this is not for`);
}

/** Whether an entry is asked for. What says nothing by itself has no more than its kind and place. */
export function isWanted(
  filter: Filter,
  { index, kind, facts }: { readonly index: number; readonly kind: string; readonly facts: EntryFacts | undefined },
): boolean {
  const { change, key, person, ...exact } = filter;
  if (exact.index !== undefined && exact.index !== index) return false;
  if (exact.kind !== undefined && exact.kind !== kind) return false;
  if (change !== undefined && facts?.change?.startsWith(change) !== true) return false;
  for (const name of ["commit", "decision", "environment"] as const)
    if (exact[name] !== undefined && exact[name] !== facts?.[name]) return false;
  const signers = facts?.signedBy ?? [];
  if (key !== undefined && !signers.some((one) => "key" in one && one.key === key)) return false;
  return person === undefined || signers.some((one) => "person" in one && one.person === person);
}
