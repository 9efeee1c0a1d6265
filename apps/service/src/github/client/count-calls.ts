import { sql } from "kysely";
import type { Database, Queries } from "../../store/database.ts";

/** Counts calls by route and status where every process can read them; a count that cannot be written is lost, and stops nothing. */
export function countCalls(db: Database): (route: string, status: number) => void {
  return (route, status) => {
    const counted = db
      .insertInto("github_call")
      .values({ route, status, calls: 1 })
      .onConflict((conflict) =>
        conflict.columns(["route", "status"]).doUpdateSet({ calls: sql`github_call.calls + 1` }),
      )
      .execute();
    counted.catch(() => {});
  };
}

/** How often GitHub was asked what, and how it answered. */
export async function callsCounted(db: Queries) {
  return db.selectFrom("github_call").selectAll().orderBy("route").orderBy("status").execute();
}
