import type { CountersignError } from "@countersign/core";
import { sql } from "kysely";
import type { Queries } from "../store/database.ts";

/** Something of a repository that could not be captured: a full ref, a landed commit, or the repository itself. */
export type Subject = { readonly repository: string; readonly subject: string };

/** Longest detail that is kept, in UTF-16 units. */
const LONGEST = 2_000;

/** Keeps what is wrong with a subject; `since` stays while the code does. */
export async function setProblem(
  db: Queries,
  { repository, subject }: Subject,
  { code, detail }: Pick<CountersignError, "code" | "detail">,
): Promise<void> {
  await db
    .insertInto("capture_problem")
    .values({ repository, subject, code, detail: storable(detail) })
    .onConflict((conflict) =>
      conflict.columns(["repository", "subject"]).doUpdateSet((row) => ({
        code: row.ref("excluded.code"),
        detail: row.ref("excluded.detail"),
        since: sql<Date>`case when capture_problem.code = excluded.code then capture_problem.since else now() end`,
      })),
    )
    .execute();
}

/** Forgets what was wrong with subjects of a repository. */
export async function clearProblems(db: Queries, repository: string, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  await db
    .deleteFrom("capture_problem")
    .where("repository", "=", repository)
    .where("subject", "in", subjects)
    .execute();
}

/** What cannot be captured now, of one repository or of all, the oldest first. */
export async function captureProblems(db: Queries, repository?: string) {
  const all = db.selectFrom("capture_problem").selectAll().orderBy("since").orderBy("subject");
  return (repository === undefined ? all : all.where("repository", "=", repository)).execute();
}

/** PostgreSQL stores no NUL. */
function storable(text: string): string {
  return text.slice(0, LONGEST).toWellFormed().replaceAll("\0", "\\0");
}
