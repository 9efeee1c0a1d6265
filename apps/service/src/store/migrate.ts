import { CountersignError } from "@countersign/core";
import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { Migration } from "kysely/migration";
import { SCHEMA, databaseError } from "./database.ts";
import type { Database } from "./database.ts";
import { work } from "./migrations/0001-work.ts";
import { capture } from "./migrations/0002-capture.ts";
import { queue } from "./migrations/0003-queue.ts";
import { access } from "./migrations/0004-access.ts";
import { notify } from "./migrations/0005-notify.ts";
import { pathText } from "./migrations/0006-path-text.ts";
import { github } from "./migrations/0007-github.ts";
import { githubGate } from "./migrations/0008-github-gate.ts";
import { annotations } from "./migrations/0011-annotations.ts";
import { decided } from "./migrations/0010-decided.ts";
import { githubWaiting } from "./migrations/0009-github-waiting.ts";

/** Every step that the tables took, in the order of their names. One that was released is never changed; there is no way back. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-work": work,
  "0002-capture": capture,
  "0003-queue": queue,
  "0004-access": access,
  "0005-notify": notify,
  "0006-path-text": pathText,
  "0007-github": github,
  "0008-github-gate": githubGate,
  "0009-github-waiting": githubWaiting,
  "0010-decided": decided,
  "0011-annotations": annotations,
};

/**
 * Brings the tables up to what this program needs, one process at a time. `database.newer` where a newer program has been at
 * work already; a step that fails leaves nothing of itself.
 */
export async function migrate(db: Database): Promise<void> {
  try {
    await db.transaction().execute(async (one) => {
      // `if not exists` alone does not make way for another who does the same.
      await sql`select pg_advisory_xact_lock(hashtext(${SCHEMA}))`.execute(one);
      await sql`create schema if not exists ${sql.id(SCHEMA)}`.execute(one);
    });
  } catch (error) {
    throw databaseError(error);
  }
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableSchema: SCHEMA,
    migrationTableName: "migration",
    migrationLockTableName: "migration_lock",
  });
  const known = new Set(Object.keys(MIGRATIONS));
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const ran = await sql<{ name: string }>`select name from ${sql.id(SCHEMA, "migration")}`
    .execute(db)
    .catch(() => undefined);
  const newer = ran?.rows.find(({ name }) => !known.has(name));
  if (newer !== undefined)
    throw new CountersignError(
      "database.newer",
      `the database has been through ${newer.name}, which this program does not know`,
    );
  throw databaseError(error);
}
