import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const githubWaiting: Migration = {
  async up(db) {
    await sql`
      create table github_waiting_run (
        repository text not null,
        run bigint not null,
        state text not null,
        again timestamptz not null,
        primary key (repository, run)
      )`.execute(db);
  },
};
