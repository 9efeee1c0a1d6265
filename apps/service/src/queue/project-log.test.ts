import { rmSync } from "node:fs";
import { join } from "node:path";
import { examplePolicy, exampleWith } from "@countersign/core/testing";
import { fixedClock } from "@countersign/adapters/time";
import { logRecords, submissionOf } from "@countersign/home";
import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../store/database.testing.ts";
import type { Database } from "../store/database.ts";
import { problemOf } from "../problem.ts";
import { claimWork, finishWork, requestWork } from "../work/work.ts";
import { PROJECT } from "./asked-work.ts";
import { projectLog } from "./project-log.ts";
import { projectedRows } from "./projected.testing.ts";
import { LATER, decisionOn, queueHome } from "./queue-home.testing.ts";
import type { QueueHome } from "./queue-home.testing.ts";

const R3 = { class: "weight", risk: "R3", title: "weight 1 → 2" } as const;
const EGRESS = { class: "egress", risk: "R2", title: "Sends to ads.example" } as const;

async function tasksOf(db: Database, change: string) {
  const rows = await db.selectFrom("task").selectAll().where("change", "=", change).orderBy("role").execute();
  return rows.map(({ role, state, said, people, turn }) => ({ role, state, said, people, turn }));
}

const changeOf = (db: Database, id: string) =>
  db.selectFrom("change").selectAll().where("id", "=", id).executeTakeFirst();

/** Everything that follows from the log, and how far it was followed. */
async function projected(db: Database) {
  return { rows: await projectedRows(db), progress: await db.selectFrom("projection").selectAll().execute() };
}

describe("the projection of the log", () => {
  it("has a task for each role that a change waits for, with the risk and the effect of the packet", async () => {
    await using at = await queueHome();
    const one = await at.capture({ findings: [R3], proposal: "42" });
    const two = await at.capture({ content: "weight = 3", findings: [R3, EGRESS] });
    await at.project();
    expect(await changeOf(at.db, one.change)).toMatchObject({
      leaf: 1,
      risk: 3,
      classes: ["weight"],
      effect: "weight 1 → 2",
      title: "Set weight = 2",
      authors: ["olga", "olga@acme.example"],
      proposal: "42",
      state: "pending",
    });
    expect(await tasksOf(at.db, one.change)).toEqual([
      { role: "data-guard", state: "not-needed", said: null, people: [], turn: "nobody" },
      { role: "oracle", state: "open", said: null, people: ["dana"], turn: "reviewer" },
    ]);
    expect((await tasksOf(at.db, two.change)).map(({ state }) => state)).toEqual(["open", "open"]);
    await at.decide(two, "nils", "reject");
    await at.decide(one, "dana", "approve");
    await at.project();
    expect(await tasksOf(at.db, two.change)).toMatchObject([
      { role: "data-guard", state: "decided", said: "reject" },
      { role: "oracle", state: "open" },
    ]);
    expect(await changeOf(at.db, one.change)).toMatchObject({ state: "satisfied" });
    await at.decide(one, "dana", "revoke");
    await at.project();
    const [, task] = await at.db
      .selectFrom("task")
      .selectAll()
      .where("change", "=", one.change)
      .orderBy("role")
      .execute();
    expect(task).toMatchObject({ state: "open", opened_leaf: 5 });
  });

  it("asks everybody, first of all, about a change whose packet is lost", async () => {
    await using at = await queueHome();
    const one = await at.capture();
    rmSync(join(at.dir, "packets"), { recursive: true });
    await at.project();
    expect(await changeOf(at.db, one.change)).toMatchObject({ risk: 4, effect: "" });
    expect((await tasksOf(at.db, one.change)).map(({ state }) => state)).toEqual(["open", "open"]);
  });

  it("A2: shows every move of a proposal, and the task of a revision that is there again waits again", async () => {
    await using at = await queueHome();
    const h1 = await at.capture({ proposal: "42", content: "one" });
    const h2 = await at.capture({ proposal: "42", content: "two" });
    await at.project();
    expect(await changeOf(at.db, h1.change)).toMatchObject({ replaced_by: h2.change });
    expect(await tasksOf(at.db, h1.change)).toMatchObject([
      { state: "not-needed" },
      { role: "oracle", state: "superseded" },
    ]);
    const again = await at.capture({ proposal: "42", content: "one" });
    expect(again.change).toBe(h1.change);
    await at.project();
    expect(await at.db.selectFrom("move").select(["leaf", "change"]).orderBy("leaf").execute()).toEqual([
      { leaf: 1, change: h1.change },
      { leaf: 2, change: h2.change },
      { leaf: 3, change: h1.change },
    ]);
    expect(await changeOf(at.db, h1.change)).toMatchObject({ replaced_by: null, leaf: 3 });
    expect(await tasksOf(at.db, h1.change)).toMatchObject([{}, { state: "open", turn: "reviewer" }]);
    expect(await tasksOf(at.db, h2.change)).toMatchObject([{}, { state: "superseded", turn: "nobody" }]);
  });

  it("A2: keeps the moves of every proposal that was at a change, which is replaced once none is there any more", async () => {
    await using at = await queueHome();
    const same = await at.capture({ proposal: "42", content: "one" });
    await at.project();
    await at.capture({ proposal: "77", content: "one" });
    const later = await at.capture({ proposal: "42", content: "two" });
    await at.project();
    const moves = await at.db.selectFrom("move").select(["leaf", "change"]).orderBy("leaf").execute();
    expect(moves.map(({ leaf }) => leaf)).toEqual([1, 2, 3]);
    expect(await changeOf(at.db, same.change)).toMatchObject({ replaced_by: null });
    await at.capture({ proposal: "77", content: "two" });
    await at.project();
    expect(await changeOf(at.db, same.change)).toMatchObject({ replaced_by: later.change });
  });

  it("A11: marks content that was rejected before, under whatever head and proposal it comes back", async () => {
    await using at = await queueHome();
    const first = await at.capture({ proposal: "42", findings: [EGRESS] });
    await at.decide(first, "nils", "reject");
    await at.project();
    const again = await at.capture({
      proposal: "77",
      head: "cherry-picked",
      title: "Something else",
      findings: [EGRESS],
    });
    expect(again.change).not.toBe(first.change);
    await at.project();
    expect(await changeOf(at.db, again.change)).toMatchObject({ rejected_leaf: 2, state: "rejected" });
    expect(await tasksOf(at.db, again.change)).toMatchObject([
      { role: "data-guard", state: "decided", said: "reject" },
      { role: "oracle", state: "open" },
    ]);
  });

  it("opens a task anew when its approval ends", async () => {
    await using at = await queueHome();
    const one = await at.capture();
    const end = LATER - 1000;
    const notAfter = `${new Date(end * 1000).toISOString().slice(0, 19)}Z`;
    await at.decide(one, "dana", "approve", { conditions: { notAfter } });
    await at.project({ now: end - 10 });
    expect(await tasksOf(at.db, one.change)).toMatchObject([{}, { state: "decided", said: "approve" }]);
    await at.project({ now: end + 10 });
    const [, task] = await at.db.selectFrom("task").selectAll().orderBy("role").execute();
    expect(task).toMatchObject({ state: "open", opened: new Date(end * 1000) });
  });

  it("follows a new policy, and says that a change has to be captured again under it", async () => {
    await using at = await queueHome();
    const one = await at.capture();
    await at.project();
    await at.publish(amended());
    await at.project();
    const tasks = await at.db.selectFrom("task").selectAll().where("change", "=", one.change).orderBy("role").execute();
    expect(tasks).toMatchObject([
      { role: "data-guard", state: "not-needed" },
      { role: "oracle", outdated: true, turn: "system", turn_why: "queue.capture" },
    ]);
  });

  it("lets each thing be known once, however often it is found", async () => {
    await using at = await queueHome();
    const levels = [{ role: "oracle", within: 3600 }];
    const h1 = await at.capture({ proposal: "42", content: "one" });
    await at.project({ levels });
    const h2 = await at.capture({ proposal: "42", content: "two" });
    await at.decide(h2, "dana", "reject");
    await at.project({ levels });
    await sql`truncate change, task, projection`.execute(at.db);
    await at.project({ levels });
    const { rows } = await sql<{ kind: string; change: string }>`select kind, change from event order by id`.execute(
      at.db,
    );
    expect(rows).toEqual([
      { kind: "change.captured", change: h1.change },
      { kind: "task.opened", change: h1.change },
      { kind: "task.overdue", change: h1.change },
      { kind: "change.superseded", change: h1.change },
      { kind: "change.captured", change: h2.change },
      { kind: "decision.logged", change: h2.change },
      { kind: "task.decided", change: h2.change },
    ]);
  });

  it("G11: tells of each incident once, also where the tables are made anew", async () => {
    await using at = await queueHome();
    await at.capture();
    await at.report("one");
    await at.project();
    await at.report("two");
    await at.project();
    const told = () =>
      at.db
        .selectFrom("event")
        .select(["change", "data", "at"])
        .where("kind", "=", "incident.opened")
        .orderBy("id")
        .execute();
    const before = await told();
    expect(before.map(({ change, data }) => [change, data])).toEqual([
      [null, { leaf: 2, code: "monitor.alarm" }],
      [null, { leaf: 3, code: "monitor.alarm" }],
    ]);
    expect(before.every(({ at: when }) => Math.abs(when.getTime() - Date.now()) < 600_000)).toBe(true);
    await sql`truncate change, task, projection, event`.execute(at.db);
    await at.project();
    expect(await told()).toEqual(before);
  });

  it("G19: writes nothing once another worker has its work", async () => {
    await using at = await queueHome();
    await at.capture();
    await requestWork(at.db, PROJECT);
    const slow = await claimWork(at.db, PROJECT);
    await sql`update work set leased_until = now() - interval '1 second'`.execute(at.db);
    const other = await claimWork(at.db, PROJECT);
    if (slow === undefined || other === undefined) throw new Error("both had it");
    const handle = projectLog({ db: at.db, home: at.home, levels: [], clock: fixedClock(LATER) });
    const { signal } = new AbortController();
    await expect(handle(slow, signal)).rejects.toMatchObject({ code: "work.lost" });
    expect(await projected(at.db)).toMatchObject({ rows: { change: [], leaf: [], event: [] }, progress: [] });
    await handle(other, signal);
    expect((await projected(at.db)).rows["change"]).toHaveLength(1);
  });

  it("leaves the rest to whoever comes next when it is told to stop", async () => {
    await using at = await queueHome();
    await at.capture();
    await requestWork(at.db, PROJECT);
    const claimed = await claimWork(at.db, PROJECT);
    if (claimed === undefined) throw new Error("somebody else has it");
    await projectLog({ db: at.db, home: at.home, levels: [], clock: fixedClock(LATER) })(claimed, AbortSignal.abort());
    expect(await finishWork(at.db, claimed)).toBe("again");
    expect((await projected(at.db)).progress).toEqual([]);
  });

  it("A3: an approval of a revision that was replaced is refused with 409, a rejection of it is logged all the same", async () => {
    await using at = await queueHome();
    const h1 = await at.capture({ proposal: "42", content: "one" });
    await at.capture({ proposal: "42", content: "two" });
    const late = decisionOn(h1, "dana", "approve").envelope;
    const failure = await at.home.work((opened) => submissionOf(opened, late)).catch((error: unknown) => error);
    expect(problemOf(failure)).toMatchObject({ status: 409, code: "decision.superseded" });
    const against = decisionOn(h1, "dana", "reject").envelope;
    await at.home.work(async (opened) => logRecords(opened, (await submissionOf(opened, against)).records));
    await at.project();
    expect(await tasksOf(at.db, h1.change)).toMatchObject([{}, { role: "oracle", state: "decided", said: "reject" }]);
  });

  it("G20: is restored from the log, whichever of its tables is lost", async () => {
    await using at = await queueHome();
    const one = await at.capture({ proposal: "42", findings: [R3] });
    await at.capture({ proposal: "42", content: "two", findings: [EGRESS] });
    await at.decide(one, "dana", "approve");
    await at.project();
    const before = await projected(at.db);
    for (const tables of [
      "change",
      "task",
      "leaf",
      "projection",
      "change, task, move, decision, leaf, projection, work",
    ]) {
      await sql.raw(`truncate ${tables}`).execute(at.db);
      await at.project();
      expect(await projected(at.db)).toEqual(before);
    }
  });

  it("G20: begins anew where another log is in its place", async () => {
    await using one = await queueHome();
    await one.capture({ content: "one" });
    await one.project();
    await using two = await queueHome();
    const there = await two.capture({ content: "two" });
    await two.capture({ content: "three" });
    await two.project({ db: one.db });
    expect((await one.db.selectFrom("change").select("id").execute()).map(({ id }) => id)).toHaveLength(2);
    expect(await changeOf(one.db, there.change)).toMatchObject({ leaf: 1 });
  });

  it("follows the log leaf by leaf to the same rows as when it is read at once, in whatever order things happen", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 3, maxLength: 9 }), async (steps) => {
        await using at = await queueHome();
        for (const step of steps) await take(at, step);
        await at.project();
        await using fresh = await testDatabase();
        await at.project({ db: fresh.db });
        expect(await projected(at.db)).toEqual(await projected(fresh.db));
      }),
      { numRuns: 4 },
    );
  });
});

const STEP = fc.oneof(
  fc.record({
    act: fc.constant("capture" as const),
    content: fc.constantFrom("a", "b"),
    proposal: fc.constantFrom("1", "2", undefined),
    head: fc.constantFrom("x", "y"),
    guard: fc.boolean(),
  }),
  fc.record({
    act: fc.constant("decide" as const),
    at: fc.nat(5),
    person: fc.constantFrom("dana", "nils"),
    decision: fc.constantFrom("approve", "reject", "hold", "revoke" as const),
  }),
  fc.record({ act: fc.constant("policy" as const) }),
  fc.record({ act: fc.constant("project" as const) }),
);

type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

async function take(at: QueueHome, step: Step): Promise<void> {
  const contents = await at.contents();
  switch (step.act) {
    case "capture": {
      const { content, proposal, head, guard } = step;
      await at.capture({
        content,
        head,
        ...(proposal === undefined ? {} : { proposal }),
        findings: guard ? [EGRESS] : [],
      });
      return;
    }
    case "decide": {
      // Who decides has the packet of the change's last capture; one before it is refused (`statement.packet`).
      const records = [...new Map(contents.changes.map(({ record }) => [record.change, record])).values()];
      const record = records.at(step.at % Math.max(1, records.length));
      if (record?.policy.sha256 === contents.policy.sha256) await at.decide(record, step.person, step.decision);
      return;
    }
    case "policy":
      if (contents.policies.length === 1) await at.publish(amended());
      return;
    case "project":
      return at.project();
    default:
      return step satisfies never;
  }
}

/** Version 2 of the example: something leaves the scope. */
function amended() {
  return exampleWith("version", 2, exampleWith("repositories.0.scope.exclude", ["docs/**"], examplePolicy()));
}
