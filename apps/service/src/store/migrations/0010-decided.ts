import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Times that rows are ordered by have the milliseconds that a cursor has, and no more. */
export const decided: Migration = {
  async up(db) {
    await sql`alter table task alter column decided type timestamptz(3)`.execute(db);
    await sql`
      create index task_by_decided on task (state, (coalesce(decided, to_timestamp(0))) desc, change, role)`.execute(
      db,
    );
  },
};
