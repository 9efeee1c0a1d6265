import { sql } from "kysely";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

export const github: Migration = {
  async up(db) {
    await inbox(db);
    await pulls(db);
    await checks(db);
  },
};

async function inbox(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table github_delivery (
      id text primary key,
      event text not null,
      headers jsonb not null,
      body bytea not null,
      secret integer not null,
      received timestamptz not null default now(),
      processed timestamptz,
      code text
    )`.execute(db);
  await sql`create index github_delivery_undone on github_delivery (received) where processed is null`.execute(db);
  await sql`
    create table github_repository (
      repository text primary key,
      installation bigint not null,
      full_name text not null,
      seen timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table github_login (
      account bigint not null,
      login text not null,
      since timestamptz not null default now(),
      primary key (account, login)
    )`.execute(db);
}

async function pulls(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table github_pull (
      repository text not null,
      number integer not null,
      base text not null,
      head text not null,
      head_repository bigint,
      author bigint,
      draft boolean not null,
      state text not null,
      merged boolean not null,
      updated timestamptz not null,
      head_since timestamptz not null default now(),
      primary key (repository, number)
    )`.execute(db);
  await sql`create index github_pull_open on github_pull (repository) where state = 'open'`.execute(db);
  await sql`create index github_pull_at on github_pull (repository, head)`.execute(db);
  await sql`
    create table github_pull_head (
      repository text not null,
      number integer not null,
      oid text not null,
      seen timestamptz not null default now(),
      primary key (repository, number, oid)
    )`.execute(db);
  await sql`create index github_pull_head_at on github_pull_head (repository, oid)`.execute(db);
}

async function checks(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table github_check (
      id bigint generated always as identity primary key,
      repository text not null,
      head text not null,
      external_id text not null,
      run bigint,
      said text,
      conclusion text,
      made timestamptz not null default now(),
      written timestamptz,
      unique (repository, external_id)
    )`.execute(db);
  await sql`create index github_check_of on github_check (repository, head, id)`.execute(db);
  await sql`
    create table github_head (
      repository text not null,
      head text not null,
      seen text not null,
      primary key (repository, head)
    )`.execute(db);
  await sql`
    create table github_group (
      repository text not null,
      head text not null,
      onto text not null,
      gone boolean not null default false,
      heard timestamptz not null default now(),
      primary key (repository, head)
    )`.execute(db);
  await sql`
    create table github_foreign_check (
      repository text not null,
      head text not null,
      app text not null,
      since timestamptz not null default now(),
      primary key (repository, head, app)
    )`.execute(db);
  await sql`
    create table github_call (
      route text not null,
      status integer not null,
      calls bigint not null,
      primary key (route, status)
    )`.execute(db);
  await sql`create table github_place (key text primary key, event bigint not null)`.execute(db);
}
