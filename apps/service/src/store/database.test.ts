import { sql } from "kysely";
import { expect, it } from "vitest";
import { databaseError } from "./database.ts";
import { testDatabase } from "./database.testing.ts";

it("G20: a connection that was cut is a database that is away, also for who goes on with it", async () => {
  await using test = await testDatabase();
  const codes: unknown[] = [];
  await test.db.connection().execute(async (one) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(one);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(test.db);
    for (let tries = 0; tries < 3; tries++) codes.push(await sql`select 1`.execute(one).catch(databaseError));
  });
  expect(codes).toMatchObject(Array.from({ length: 3 }, () => ({ code: "database.unreachable" })));
});
