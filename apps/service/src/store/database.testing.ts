import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { openDatabase } from "./database.ts";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";

/** A database that is there for one test. */
export type TestDatabase = AsyncDisposable & { readonly url: string; readonly db: Database };

/** An empty database in the cluster of the tests. */
export async function emptyDatabase(): Promise<AsyncDisposable & { readonly url: string }> {
  const cluster = inject("clusterUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const run = async (statement: string) => {
    const client = new pg.Client(cluster);
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name}`);
  return {
    url: cluster.replace("/countersign?", `/${name}?`),
    [Symbol.asyncDispose]: () => run(`drop database ${name} with (force)`),
  };
}

/** A database with all tables. */
export async function testDatabase(): Promise<TestDatabase> {
  const empty = await emptyDatabase();
  const db = openDatabase(empty.url);
  await migrate(db);
  return {
    url: empty.url,
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      await empty[Symbol.asyncDispose]();
    },
  };
}
