import { sql } from "kysely";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

export const githubGate: Migration = {
  async up(db) {
    await deployments(db);
    await guards(db);
    await deliveries(db);
    await places(db);
  },
};

async function deployments(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table github_deployment (
      repository text not null,
      installation bigint not null,
      run bigint not null,
      environment text not null,
      deployment bigint not null,
      sha text not null,
      ref text not null,
      asked timestamptz not null,
      heard timestamptz not null default now(),
      state text not null default 'open',
      believed text,
      code text,
      decision text,
      comment text,
      number integer not null default 0,
      answered timestamptz,
      stands boolean not null default false,
      valid_until timestamptz,
      failing_since timestamptz,
      refusals integer not null default 0,
      tried timestamptz,
      refused text,
      verdict bytea,
      verdict_id text,
      signed boolean not null default false,
      reports integer not null default 0,
      reported text,
      log_size bigint,
      unsure_since timestamptz,
      next timestamptz not null default now(),
      primary key (repository, run, environment, deployment, installation)
    )`.execute(db);
  await sql`create index github_deployment_open on github_deployment (next) where state = 'open'`.execute(db);
  await sql`create index github_deployment_of on github_deployment (repository, deployment)`.execute(db);
}

async function guards(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table github_guard (
      repository text not null,
      subject text not null,
      aspect text not null,
      state text not null,
      detail text not null,
      since timestamptz not null,
      ever_right boolean not null,
      incident text,
      primary key (repository, subject, aspect)
    )`.execute(db);
  await sql`create index github_guard_wrong on github_guard (since) where state = 'wrong'`.execute(db);
  await sql`
    create table github_bypass (
      repository text not null,
      suite bigint not null,
      ref text not null,
      actor bigint,
      found timestamptz not null default now(),
      primary key (repository, suite)
    )`.execute(db);
}

async function deliveries(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table github_missing (
      guid text primary key,
      delivery bigint not null,
      event text not null,
      first timestamptz not null,
      attempts integer not null default 0,
      tried timestamptz,
      lost boolean not null default false
    )`.execute(db);
  await sql`create table github_swept (key text primary key, upto timestamptz not null)`.execute(db);
}

async function places(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table github_installation (
      installation bigint primary key,
      account text not null,
      permissions jsonb not null,
      events text[] not null,
      suspended boolean not null,
      gone boolean not null default false,
      seen timestamptz not null default now()
    )`.execute(db);
  await sql`alter table github_repository add column archived boolean not null default false`.execute(db);
  await sql`alter table github_repository add column gone text`.execute(db);
}
