import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export const access: Migration = {
  async up(db) {
    await sql`create table login_challenge (nonce text primary key, time text not null, until timestamptz not null)`.execute(
      db,
    );
    await sql`create index login_challenge_until on login_challenge (until)`.execute(db);
    await sql`
      create table session (
        id uuid primary key default gen_random_uuid(),
        secret bytea not null unique,
        earlier bytea unique,
        earlier_until timestamptz,
        delivered text not null check (delivered in ('cookie', 'token')),
        person text not null,
        nonce text not null unique,
        time text not null,
        signature bytea not null,
        made timestamptz not null default now(),
        used timestamptz not null default now(),
        changed timestamptz not null default now()
      )`.execute(db);
    await sql`create index session_person on session (person)`.execute(db);
    await sql`
      create table token (
        id uuid primary key default gen_random_uuid(),
        secret bytea not null unique,
        label text not null,
        scopes text[] not null,
        made_by text not null,
        made timestamptz not null default now(),
        until timestamptz not null,
        revoked timestamptz,
        used timestamptz
      )`.execute(db);
    await sql`
      create table idempotency (
        principal text not null,
        key text not null,
        request bytea not null,
        made timestamptz not null default now(),
        working_until timestamptz not null,
        status integer,
        answer text,
        primary key (principal, key)
      )`.execute(db);
    await sql`create index idempotency_made on idempotency (made)`.execute(db);
    await sql`
      create table access_audit (
        id bigserial primary key,
        at timestamptz not null default now(),
        who text not null,
        what text not null,
        about text not null
      )`.execute(db);
    await sql`create index access_audit_who on access_audit (who, id)`.execute(db);
  },
};
