import { sql } from "kysely";
import type { Database } from "../../store/database.ts";
import { headOf } from "../events/works.ts";
import { LOOKING_CODE } from "./plain-views.ts";
import type { PullView } from "./wanted.ts";

/** Seconds since a pull request had a head for which its check is not made only to say that nobody looked yet. */
const HOLD = 5;

/**
 * Milliseconds for which the check of a head is not made yet: nobody looked at any of its pull requests, the newest came a moment ago, and it has
 * no check that could say something else. Capture asks for it as soon as it looked, so most heads are written to once. 0 where it is written.
 */
export async function heldFor(db: Database, key: string, views: readonly PullView[]): Promise<number> {
  if (views.length === 0 || views.some(({ code }) => code !== LOOKING_CODE)) return 0;
  const { repository, head } = headOf(key);
  // By the database's clock alone, which wrote when the head came.
  const row = await db
    .selectFrom("github_pull")
    .select(sql<string | null>`extract(epoch from max(head_since) + make_interval(secs => ${HOLD}) - now())`.as("left"))
    .where("repository", "=", repository)
    .where("head", "=", head)
    .where("state", "=", "open")
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("github_check")
            .select("id")
            .where("github_check.repository", "=", repository)
            .where("github_check.head", "=", head),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return Math.max(0, Number(row.left ?? 0) * 1000);
}
