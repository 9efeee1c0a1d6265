import { sql } from "kysely";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

export const githubGate: Migration = {
  async up(db) {
    await deployments(db);
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
      refusals integer not null default 0,
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
