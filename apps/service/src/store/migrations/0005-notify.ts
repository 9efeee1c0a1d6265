import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const notify: Migration = {
  async up(db) {
    await sql`create table delivery_place (key text primary key, event bigint not null)`.execute(db);
    await sql`
      create table delivery (
        id uuid primary key default gen_random_uuid(),
        key text not null unique,
        sink text not null,
        made timestamptz not null default now(),
        due timestamptz not null,
        tries integer not null default 0,
        state text not null default 'waiting',
        code text,
        sent timestamptz
      )`.execute(db);
    await sql`create index delivery_due on delivery (due) where state = 'waiting'`.execute(db);
    await sql`
      create table delivery_event (
        delivery uuid not null references delivery (id),
        event bigint not null,
        primary key (delivery, event)
      )`.execute(db);
  },
};
