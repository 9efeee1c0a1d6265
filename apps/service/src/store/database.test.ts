import { sql } from "kysely";
import { expect, it } from "vitest";
import { problemOf } from "../problem.ts";
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

it("G8: a statement that takes too long is given up, which is no fault of ours", async () => {
  await using test = await testDatabase();
  const given = await test.db.connection().execute(async (one) => {
    await sql`set statement_timeout = 50`.execute(one);
    const error = await sql`select pg_sleep(60)`.execute(one).catch(databaseError);
    await sql`reset statement_timeout`.execute(one);
    return error;
  });
  expect(given).toMatchObject({ code: "limit.query" });
  expect(problemOf(given)).toMatchObject({ status: 503 });
});
