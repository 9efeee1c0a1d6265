import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const pathText: Migration = {
  async up(db) {
    await sql`alter table change add column path_text text`.execute(db);
    await sql`update change set path_text = '//' || array_to_string(paths, '//') || '//'`.execute(db);
    await sql`alter table change alter column path_text set not null`.execute(db);
  },
};
