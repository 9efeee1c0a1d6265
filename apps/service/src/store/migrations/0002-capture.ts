import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const capture: Migration = {
  async up(db) {
    await sql`
      create table tip (
        repository text not null,
        ref text not null,
        oid text,
        seen timestamptz not null default now(),
        primary key (repository, ref)
      )`.execute(db);
    await sql`
      create table ref_move (
        id bigint generated always as identity primary key,
        repository text not null,
        ref text not null,
        before text,
        after text,
        rewound boolean not null,
        seen timestamptz not null default now()
      )`.execute(db);
    await sql`create index ref_move_of on ref_move (repository, ref, id)`.execute(db);
    await sql`
      create table landed_step (
        repository text not null,
        ref text not null,
        oid text not null,
        state text not null,
        change text,
        code text,
        policy text not null,
        seen timestamptz not null default now(),
        primary key (repository, ref, oid)
      )`.execute(db);
    await sql`
      create table proposal (
        repository text not null,
        ref text not null,
        target text not null,
        head text not null,
        inputs text not null,
        outcome text not null,
        change text,
        primary key (repository, ref)
      )`.execute(db);
    await sql`
      create table capture_problem (
        repository text not null,
        subject text not null,
        code text not null,
        detail text not null,
        since timestamptz not null default now(),
        primary key (repository, subject)
      )`.execute(db);
    await sql`
      create table push (
        repository text not null,
        oid text not null,
        pusher text not null,
        heard timestamptz not null default now(),
        primary key (repository, oid, pusher)
      )`.execute(db);
  },
};
