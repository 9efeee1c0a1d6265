import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { openDatabase } from "./database.ts";
import { emptyDatabase, testDatabase } from "./database.testing.ts";
import { migrate } from "./migrate.ts";

describe("the tables", () => {
  it("are made once, however many programs start at the same time", async () => {
    await using empty = await emptyDatabase();
    const programs = Array.from({ length: 4 }, () => openDatabase(empty.url));
    await Promise.all(programs.map((db) => migrate(db)));
    const [first] = programs;
    expect(await first?.selectFrom("work").selectAll().execute()).toEqual([]);
    await Promise.all(programs.map((db) => db.destroy()));
  });

  it("are left to a newer program that has been at work", async () => {
    await using test = await testDatabase();
    await sql`insert into countersign.migration (name, timestamp) values ('9999-later', '2027-01-01')`.execute(test.db);
    await expect(migrate(test.db)).rejects.toMatchObject({ code: "database.newer" });
  });

  it("cannot be made in a database that is away, and that says so", async () => {
    const db = openDatabase("postgresql://countersign@127.0.0.1:1/countersign");
    await expect(migrate(db)).rejects.toMatchObject({ code: "database.unreachable" });
    await db.destroy();
  });
});
