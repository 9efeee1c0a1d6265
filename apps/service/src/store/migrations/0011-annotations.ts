import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Which annotations a check run has. Nobody knows it of those that are there, so none are added to them. */
export const annotations: Migration = {
  async up(db) {
    await sql`alter table github_check add column annotations text`.execute(db);
    await sql`alter table github_check add column annotated boolean not null default false`.execute(db);
    await sql`update github_check set annotated = true`.execute(db);
  },
};
