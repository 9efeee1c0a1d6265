import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { openDatabase } from "./database.ts";
import { pathText } from "../queue/query/path-part.ts";
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

  it("have the paths of changes in one text, also of those that were there before", async () => {
    await using test = await testDatabase();
    await sql`alter table change drop column path_text`.execute(test.db);
    await sql`delete from countersign.migration where name >= '0006'`.execute(test.db);
    await sql`drop index countersign.task_by_decided`.execute(test.db);
    await sql`
      do $$
      declare made text;
      begin
        for made in select tablename from pg_tables where schemaname = 'countersign' and tablename like 'github%'
        loop execute format('drop table countersign.%I cascade', made); end loop;
      end $$`.execute(test.db);
    await sql`
      insert into change
      select 'c', 1, 'r', 'refs/heads/main', null, 'p', 'b', 'h', 'd', '', '', 3, array[]::text[], array['a/b', 'c'],
        array[]::text[], now(), 'pending', null, null, null, ''`.execute(test.db);
    await migrate(test.db);
    const rows = await test.db.selectFrom("change").select(["paths", "path_text"]).execute();
    expect(rows.map(({ paths, path_text }) => [pathText(paths), path_text])).toEqual([["//a/b//c//", "//a/b//c//"]]);
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
