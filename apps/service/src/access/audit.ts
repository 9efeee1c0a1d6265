import type { Queries } from "../store/database.ts";

/** What is remembered of whom. */
export type AuditedAct =
  | "signed-in"
  | "signed-out"
  | "session-revoked"
  | "session-reused"
  | "token-made"
  | "token-revoked"
  | "read-change"
  | "read-packet"
  | "read-rows"
  | "read-evidence"
  | "read-bundle"
  | "read-environment"
  | "work-replayed"
  | "manifest-proposed"
  | "manifest-landed"
  | "decision-submitted";

/** Adds who did or read what; `about` is an id, never a content. A read is answered only after this is durable. */
export async function audit(db: Queries, who: string, what: AuditedAct, about: string): Promise<void> {
  await db
    .insertInto("access_audit")
    .values({ who, what, about: about.slice(0, 200) })
    .execute();
}
