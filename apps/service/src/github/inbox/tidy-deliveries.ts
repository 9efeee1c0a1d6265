import { sql } from "kysely";
import type { Database } from "../../store/database.ts";

/** Days for which a delivery is kept that was processed: GitHub offers one again for three, Enterprise Server for seven. */
const KEPT = 30;

/** Forgets deliveries that were processed long ago. */
export async function tidyDeliveries(db: Database): Promise<void> {
  await db
    .deleteFrom("github_delivery")
    .where("processed", "<", sql<Date>`now() - make_interval(days => ${KEPT})`)
    .execute();
}
