import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const work: Migration = {
  async up(db) {
    await sql`
      create table work (
        kind text not null,
        key text not null,
        requested bigint not null default 1,
        asked timestamptz not null default now(),
        due timestamptz not null default now(),
        failures integer not null default 0,
        code text,
        parked timestamptz,
        lease uuid,
        leased_until timestamptz,
        primary key (kind, key)
      )`.execute(db);
    await sql`
      create table tick (
        kind text not null,
        key text not null,
        last timestamptz not null default now(),
        primary key (kind, key)
      )`.execute(db);
    await sql`create index work_due on work (due) where parked is null`.execute(db);
  },
};
