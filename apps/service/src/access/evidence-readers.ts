import { CountersignError } from "@countersign/core";
import { requireAccess } from "./actor.ts";
import type { Access, Actor } from "./actor.ts";

/** Who reads evidence: everybody of the policy in force, and programs that may read. To everybody else the log says how much happens, and when. */
export const EVIDENCE_READERS = { people: "all", scope: "read" } as const satisfies Access;

/** Why evidence is withheld from whoever asks, as a code of `requireAccess`; undefined where it is not. */
export function withheldFrom(actor: Actor | undefined): string | undefined {
  try {
    requireAccess(EVIDENCE_READERS, actor);
    return undefined;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}
