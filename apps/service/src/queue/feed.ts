import { sql } from "kysely";
import type { EventFeed } from "../http/event-feed.ts";
import type { Database } from "../store/database.ts";

/**
 * The events of the queue in the order of their ids. Whoever reads waits for those who are writing: an id that was given and is
 * not there yet would come behind one that was told already.
 */
export function queueFeed(db: Database): EventFeed {
  return {
    async newest() {
      const row = await db
        .selectFrom("event")
        .select(sql<string>`coalesce(max(id), 0)`.as("id"))
        .executeTakeFirstOrThrow();
      return row.id;
    },
    async eventsSince(id, limit) {
      const rows = await db.transaction().execute(async (one) => {
        await sql`lock table event in share mode`.execute(one);
        return one
          .selectFrom("event")
          .select(["id", "at", "kind", "change", "role"])
          .where("id", ">", id)
          .orderBy("id")
          .limit(limit)
          .execute();
      });
      return rows.map(({ id: one, at, kind, change, role }) => ({
        id: one,
        at: at.toISOString(),
        kind,
        ...(change === null ? {} : { change }),
        ...(role === null ? {} : { role }),
      }));
    },
  };
}
