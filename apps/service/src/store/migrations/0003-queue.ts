import { sql } from "kysely";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

export const queue: Migration = {
  async up(db) {
    await projection(db);
    await tasks(db);
    await conversation(db);
    await sql`
      create table event (
        id bigint generated always as identity primary key,
        key text not null unique,
        at timestamptz not null default now(),
        kind text not null,
        change text,
        role text,
        person text,
        data jsonb not null
      )`.execute(db);
  },
};

async function projection(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table projection (
      key text primary key,
      size integer not null,
      fingerprint text not null,
      measure text not null,
      time bigint not null,
      changes integer not null
    )`.execute(db);
  await sql`create table leaf (leaf integer primary key, at timestamptz not null)`.execute(db);
  await sql`
    create table change (
      id text primary key,
      leaf integer not null,
      repository text not null,
      ref text not null,
      proposal text,
      proposal_key text not null,
      base text not null,
      head text not null,
      digest text not null,
      title text not null,
      effect text not null,
      risk smallint not null,
      classes text[] not null,
      paths text[] not null,
      authors text[] not null,
      captured timestamptz not null,
      state text not null,
      replaced_by text,
      rejected_leaf integer,
      landed_leaf integer,
      search text not null
    )`.execute(db);
  await sql`create index change_by_proposal on change (proposal_key)`.execute(db);
  await sql`create table move (leaf integer primary key, proposal_key text not null, change text not null)`.execute(db);
  await sql`create index move_by_proposal on move (proposal_key, leaf)`.execute(db);
  await sql`
    create table decision (
      leaf integer primary key,
      id text not null,
      change text not null,
      digest text not null,
      role text not null,
      person text not null,
      organisation text not null,
      decision text not null
    )`.execute(db);
  await sql`create index decision_by_digest on decision (digest, leaf)`.execute(db);
}

/** Times that rows are ordered by have the milliseconds that a cursor has, and no more. */
async function tasks(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table task (
      change text not null,
      role text not null,
      state text not null,
      said text,
      requirements text[] not null,
      people text[] not null,
      urgency smallint not null,
      opened_leaf integer not null,
      opened timestamptz(3) not null,
      decided_leaf integer,
      decided timestamptz,
      outdated boolean not null,
      within integer,
      due timestamptz(3) not null,
      paused timestamptz,
      turn text not null,
      turn_why text not null,
      turn_since timestamptz not null,
      primary key (change, role)
    )`.execute(db);
  for (const [name, columns] of [
    ["risk", "urgency, opened"],
    ["age", "opened"],
    ["due", "due"],
  ] as const) {
    await sql.raw(`create index task_by_${name} on task (state, ${columns}, change, role)`).execute(db);
    await sql.raw(`create index task_of_role_by_${name} on task (role, state, ${columns}, change)`).execute(db);
  }
}

async function conversation(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table claim (
      change text not null,
      role text not null,
      person text not null,
      since timestamptz not null default now(),
      leased_until timestamptz not null,
      primary key (change, role)
    )`.execute(db);
  await sql`
    create table claim_history (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      change text not null,
      role text not null,
      act text not null,
      person text not null,
      other text,
      reason text not null
    )`.execute(db);
  await sql`create index claim_history_of_task on claim_history (change, role, id)`.execute(db);
  await sql`
    create table snooze (
      change text not null,
      role text not null,
      person text not null,
      until timestamptz not null,
      primary key (change, role, person)
    )`.execute(db);
  await sql`
    create table looked (
      person text not null,
      change text not null,
      proposal_key text not null,
      at timestamptz not null default now(),
      primary key (person, change)
    )`.execute(db);
  await sql`create index looked_by_proposal on looked (proposal_key, person, at)`.execute(db);
  await questions(db);
}

async function questions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table question (
      id bigint generated always as identity primary key,
      proposal_key text not null,
      change text not null,
      role text not null,
      organisation text not null,
      opener text not null,
      kind text not null,
      opened timestamptz not null default now(),
      turn text not null,
      turn_since timestamptz not null default now()
    )`.execute(db);
  await sql`create index question_by_proposal on question (proposal_key, id)`.execute(db);
  await sql`
    create table question_turn (
      question bigint not null references question (id),
      number integer not null,
      act text not null,
      person text not null,
      organisation text not null,
      at timestamptz not null default now(),
      text text not null,
      primary key (question, number)
    )`.execute(db);
}
