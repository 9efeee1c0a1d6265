import { policyVersion } from "@countersign/core";
import { examplePolicy } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../store/database.testing.ts";
import type { Database } from "../store/database.ts";
import { claimTask } from "./claim.ts";
import { countTasks, listTasks, taskPage } from "./list-tasks.ts";
import { markLooked } from "./looked.ts";
import { parseQuery } from "./query/parse-query.ts";
import { queueSections } from "./sections.ts";
import { actorOf } from "./queue-home.testing.ts";
import { snoozeTask } from "./snooze.ts";

const { policy } = policyVersion(nodeCrypto, examplePolicy());
const [dana, nils, olga] = [actorOf("dana"), actorOf("nils"), actorOf("olga")];

/** Rows as a projection writes them: `count` changes of risk 0 to 4 in turn, each a minute older than the one before. */
async function seed(db: Database, count: number): Promise<void> {
  await sql`
    insert into change
    select lpad(to_hex(n), 64, '0'), n, 'github:123456', 'refs/heads/main', 'p' || n, 'p' || n, repeat('1', 40), repeat('2', 40), 'digest',
      'Change ' || n, 'weight ' || n, n % 5, array['feature.personal'], array['ranker/' || n || '.py'], array['olga'],
      now() - make_interval(mins => n), 'pending', null, case when n % 7 = 0 then n end, null, 'change ' || n || ' olga', '//ranker/' || n || '.py//'
    from generate_series(1, ${count}::int) n`.execute(db);
  await sql`insert into move select leaf, proposal_key, id from change`.execute(db);
  await sql`
    insert into task
    select id, role, 'open', null, array['algorithm'], array[person], 4 - risk, leaf, captured, null, null, false, 3600,
      captured + interval '2 days', null, 'reviewer', 'queue.decide', captured
    from change, (values ('oracle', 'dana'), ('data-guard', 'nils')) as seats (role, person)`.execute(db);
}

const titles = async (db: Database, text: string, actor = dana) =>
  (await listTasks(db, policy, actor, parseQuery(text))).tasks.map(({ title }) => title);

/** One more change, older and riskier than all others, and one that is newer and tamer. */
async function comesIn(db: Database, page: number): Promise<void> {
  const { change, task } = {
    change: await db.selectFrom("change").selectAll().limit(1).executeTakeFirstOrThrow(),
    task: await db.selectFrom("task").selectAll().where("role", "=", "oracle").limit(1).executeTakeFirstOrThrow(),
  };
  for (const [id, urgency] of [
    [`first ${page}`, 0],
    [`last ${page}`, 4],
  ] as const) {
    await db
      .insertInto("change")
      .values({ ...change, id, title: id })
      .execute();
    await db
      .insertInto("task")
      .values({ ...task, change: id, urgency, opened: new Date(urgency === 0 ? 0 : Date.now()) })
      .execute();
  }
}

describe("the queue", () => {
  it("has the riskiest first, of equal risk the oldest, and other orders where they are asked for", async () => {
    await using test = await testDatabase();
    await seed(test.db, 10);
    expect(await titles(test.db, "role:oracle risk:>=R3")).toEqual(["Change 9", "Change 4", "Change 8", "Change 3"]);
    expect((await titles(test.db, "role:oracle sort:age")).slice(0, 2)).toEqual(["Change 10", "Change 9"]);
    expect((await titles(test.db, "role:oracle sort:due")).slice(0, 2)).toEqual(["Change 10", "Change 9"]);
  });

  it("answers each condition and its opposite", async () => {
    await using test = await testDatabase();
    const { db } = test;
    await seed(db, 10);
    const one = { change: "1".padStart(64, "0"), role: "oracle" };
    await claimTask(db, policy, dana, one);
    await snoozeTask(db, policy, dana, one, new Date(Date.now() + 3_600_000));
    await sql`update task set turn = 'author', paused = now() where change = ${one.change} and role = 'oracle'`.execute(
      db,
    );
    for (const [text, count] of [
      ["needs:me", 9],
      ["role:oracle is:claimed", 1],
      ["is:mine", 1],
      ["role:oracle is:snoozed", 1],
      ["role:oracle -is:snoozed", 9],
      ["role:oracle is:paused", 1],
      ["role:oracle class:feature", 10],
      ["role:oracle class:feat", 0],
      ["role:oracle path:ranker/*.py", 10],
      ["role:oracle path:ranker/1*.py", 2],
      ["role:oracle path:**/*0.py", 1],
      ["role:oracle path:ranker_/*", 0],
      ["role:oracle -path:**", 0],
      ["role:oracle age:>5m", 6],
      ["role:oracle author:olga", 10],
      ["role:oracle repository:github:123456", 10],
      ["role:oracle proposal:p3", 1],
      ["role:oracle is:rejected", 1],
      ["state:decided", 0],
      ["role:oracle is:theirs", 0],
      ["role:oracle turn:author", 1],
      ["role:oracle -turn:reviewer", 1],
      ["role:oracle turn:system", 0],
      ["decided:<1d", 0],
      ['role:oracle "change 1"', 2],
      ["role:oracle 100%_", 0],
      ['role:oracle "change _"', 0],
      ['role:oracle "% 1"', 0],
      ['role:oracle "change\\\\ 1"', 0],
      [`role:"oracle' or 'a'='a"`, 0],
    ] as const)
      expect([text, (await countTasks(db, policy, dana, parseQuery(text))).matching]).toEqual([text, count]);
    expect(await countTasks(db, policy, nils, parseQuery(""))).toEqual({
      matching: 20,
      needsMe: 10,
      claimedByOthers: 1,
      waitingOnAuthor: 1,
      waitingOnSystem: 0,
    });
    expect((await countTasks(db, policy, olga, parseQuery("needs:me"))).matching).toBe(1);
    expect((await countTasks(db, policy, nils, parseQuery("is:snoozed"))).matching).toBe(0);
  });

  it("finds what was decided within a time, the newest first, page by page", async () => {
    await using test = await testDatabase();
    const { db } = test;
    await seed(db, 12);
    await sql`
      update task set state = 'decided', turn = 'nobody', decided = now() - make_interval(hours => opened_leaf * 4)
      where role = 'oracle' and opened_leaf <> 12`.execute(db);
    expect(await titles(db, "decided:<1d sort:decided")).toEqual([1, 2, 3, 4, 5].map((n) => `Change ${n}`));
    expect(await titles(db, "role:oracle decided:>42h")).toEqual(["Change 11"]);
    expect(await titles(db, "role:oracle -decided:<38h state:decided sort:decided")).toEqual([
      "Change 10",
      "Change 11",
    ]);
    const query = parseQuery("role:oracle sort:decided -state:superseded");
    const seen: string[] = [];
    for (let after: string | undefined, page = 0; page < 4; page += 1) {
      const found = await listTasks(db, policy, dana, query, { size: 5, ...(after === undefined ? {} : { after }) });
      seen.push(...found.tasks.map(({ title }) => title));
      after = found.next;
      if (after === undefined) break;
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, n) => `Change ${n + 1}`));
  });

  it("has every open task in one section, and in one only", async () => {
    await using test = await testDatabase();
    const { db } = test;
    await seed(db, 20);
    const one = (n: number, role = "oracle") => ({ change: n.toString(16).padStart(64, "0"), role });
    await claimTask(db, policy, dana, one(1));
    await claimTask(db, policy, nils, one(2, "data-guard"));
    await snoozeTask(db, policy, dana, one(3), new Date(Date.now() + 3_600_000));
    await sql`update task set turn = 'author', paused = now() where opened_leaf in (4, 5)`.execute(db);
    await sql`update task set turn = 'system', outdated = true where opened_leaf = 6`.execute(db);
    await sql`update task set state = 'decided', turn = 'nobody', decided = now() where opened_leaf = 7`.execute(db);
    for (const actor of [dana, nils, olga]) {
      const sections = await queueSections(db, policy, actor, parseQuery(""), 50);
      const open = sections.filter(({ name }) => name !== "decided").flatMap(({ tasks }) => tasks);
      expect(new Set(open.map(({ change, role }) => `${change} ${role}`)).size).toBe(open.length);
      expect(open.length).toBe((await countTasks(db, policy, actor, parseQuery(""))).matching);
      for (const { count, tasks } of sections) expect(tasks.length).toBe(count);
    }
    const counts = async (text: string) =>
      (await queueSections(db, policy, dana, parseQuery(text), 3)).map(({ name, count, tasks }) => [
        name,
        count,
        tasks.length,
      ]);
    expect(await counts("")).toEqual([
      ["me", 15, 3],
      ["claimed", 1, 1],
      ["reviewers", 15, 3],
      ["author", 4, 3],
      ["system", 2, 2],
      ["snoozed", 1, 1],
      ["decided", 2, 2],
    ]);
    expect((await counts("role:data-guard")).map(([, count]) => count)).toEqual([0, 1, 15, 2, 1, 0, 1]);
  });

  it("says how many files a task is about, and at which revision one looked last", async () => {
    await using test = await testDatabase();
    const { db } = test;
    await seed(db, 2);
    const change = "1".padStart(64, "0");
    await markLooked(db, policy, dana, change);
    const list = async (actor: typeof dana) =>
      (await listTasks(db, policy, actor, parseQuery("role:oracle proposal:p1"))).tasks.map(({ files, looked }) => [
        files,
        looked?.change,
      ]);
    expect([await list(dana), await list(nils)]).toEqual([[[1, change]], [[1, undefined]]]);
  });

  it("goes on after a page where it was, whatever comes in meanwhile", async () => {
    await using test = await testDatabase();
    const { db } = test;
    await seed(db, 30);
    const query = parseQuery("role:oracle sort:risk");
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 10; page++) {
      const found = await listTasks(db, policy, dana, query, { size: 7, ...(after === undefined ? {} : { after }) });
      seen.push(...found.tasks.map(({ title }) => title));
      after = found.next;
      if (after === undefined) break;
      await comesIn(db, page);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((title) => title.startsWith("Change"))).toHaveLength(30);
    const { next = "" } = await listTasks(db, policy, dana, query, { size: 7 });
    for (const [other, cursor] of [
      ["role:oracle sort:age", next],
      ["", next],
      ["role:oracle sort:risk", "x"],
    ] as const)
      await expect(listTasks(db, policy, dana, parseQuery(other), { after: cursor })).rejects.toMatchObject({
        code: "web.cursor",
      });
  });

  it("G16: shows nothing to whom the policy in force does not know", async () => {
    await using test = await testDatabase();
    await seed(test.db, 1);
    for (const actor of [actorOf("stranger"), { ...dana, organisation: "nordsec" }])
      await expect(listTasks(test.db, policy, actor, parseQuery(""))).rejects.toMatchObject({
        code: "auth.not-entitled",
      });
  });

  it("finds the first page of 10,000 by an index, without reading the others", async () => {
    await using test = await testDatabase();
    const { db } = test;
    await seed(db, 10_000);
    for (const table of ["task", "change"]) await sql.raw(`analyze ${table}`).execute(db);
    for (const text of [
      "role:oracle",
      "role:oracle sort:age",
      "role:oracle sort:due",
      "",
      "sort:due",
      "state:decided sort:decided",
    ]) {
      const rows = await taskPage(db, policy, dana, parseQuery(text), { size: 51 }).explain("json", sql`analyze`);
      const plan = JSON.stringify(rows);
      expect([text, /"Index Name":"task_(?:of_role_)?by_\w+"/.test(plan)]).toEqual([text, true]);
      expect([text, /"Node Type":"(?:Seq Scan|Sort)"[^{}]*"Relation Name":"task"/.test(plan)]).toEqual([text, false]);
    }
  });
});
