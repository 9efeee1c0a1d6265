import { sql } from "kysely";
import type { Database } from "../store/database.ts";
import { SESSION_LIFE } from "./session.ts";

/** Hours for which answers are kept for requests that come again. */
const ANSWERS_KEPT = 24;

/** Takes away what has ended: nonces, sessions, kept answers. Rows of the audit stay. May run at any time, as often as one likes. */
export async function tidyAccess(db: Database): Promise<void> {
  await db
    .deleteFrom("login_challenge")
    .where("until", "<", sql<Date>`now()`)
    .execute();
  await db
    .deleteFrom("session")
    .where((where) =>
      where.or([
        where("made", "<", sql<Date>`now() - make_interval(secs => ${SESSION_LIFE.most})`),
        where("used", "<", sql<Date>`now() - make_interval(secs => ${SESSION_LIFE.idle})`),
      ]),
    )
    .execute();
  await db
    .deleteFrom("idempotency")
    .where("made", "<", sql<Date>`now() - make_interval(hours => ${ANSWERS_KEPT})`)
    .execute();
}
