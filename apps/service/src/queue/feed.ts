import { sql } from "kysely";
import type { EventFeed } from "../http/event-feed.ts";
import type { Database } from "../store/database.ts";

/** The events of the queue; their numbers are given in the order in which transactions end (`addEvents`), so none comes late. */
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
      const rows = await db
        .selectFrom("event")
        .select(["id", "at", "kind", "change", "role"])
        .where("id", ">", id)
        .orderBy("id")
        .limit(limit)
        .execute();
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
