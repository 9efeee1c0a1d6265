import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../store/database.testing.ts";
import type { Database } from "../store/database.ts";
import {
  claimWork,
  dueWork,
  failWork,
  finishWork,
  holdWork,
  keepLease,
  parkedWork,
  postponeWork,
  reviveWork,
  replayWork,
  requestWork,
  workHealth,
} from "./work.ts";
import type { Claimed, WorkKey } from "./work.ts";

const A: WorkKey = { kind: "reconcile", key: "github:1" };
const B: WorkKey = { kind: "reconcile", key: "github:2" };

async function claimed(db: Database, key: WorkKey): Promise<Claimed> {
  const claim = await claimWork(db, key);
  if (claim === undefined) throw new Error("nobody has it");
  return claim;
}

const endLease = (db: Database) => sql`update work set leased_until = now() - interval '1 second'`.execute(db);
const makeDue = (db: Database) => sql`update work set due = now()`.execute(db);

describe("work", () => {
  it("asked for often is one, and one worker has it", async () => {
    await using test = await testDatabase();
    for (const key of [A, A, B, A]) await requestWork(test.db, key);
    expect(await dueWork(test.db, 10)).toEqual([A, B]);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimWork(test.db, A)));
    expect(claims.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await dueWork(test.db, 10)).toEqual([B]);
  });

  it("is asked for with what it is about, or not at all", async () => {
    await using test = await testDatabase();
    const failed = test.db.transaction().execute(async (one) => {
      await requestWork(one, A);
      throw new Error("on purpose");
    });
    await expect(failed).rejects.toThrow("on purpose");
    expect(await dueWork(test.db, 10)).toEqual([]);
  });

  it("is gone when it is done, and done again where it was asked for meanwhile", async () => {
    await using test = await testDatabase();
    await requestWork(test.db, A);
    const first = await claimed(test.db, A);
    await requestWork(test.db, A);
    expect(await finishWork(test.db, first)).toBe("again");
    expect(await finishWork(test.db, await claimed(test.db, A))).toBe("done");
    expect(await workHealth(test.db)).toEqual({ undone: 0, oldest: 0, overdue: 0, parked: 0 });
  });

  it("that is put off waits for its time, unless somebody asks for it before or after that", async () => {
    await using test = await testDatabase();
    const putOff = async (asks: "before" | "after" | "never") => {
      const first = await claimed(test.db, A);
      if (asks === "before") await requestWork(test.db, A);
      await postponeWork(test.db, first, 60_000);
      expect(await finishWork(test.db, first)).toBe("again");
      if (asks === "after") await requestWork(test.db, A);
      return dueWork(test.db, 10);
    };
    await requestWork(test.db, A);
    expect(await putOff("before")).toEqual([A]);
    expect(await putOff("never")).toEqual([]);
    await requestWork(test.db, A);
    expect(await putOff("after")).toEqual([A]);
  });

  it("G19: goes to another worker when its lease ends, and the first one writes nothing more", async () => {
    await using test = await testDatabase();
    await requestWork(test.db, A);
    const first = await claimed(test.db, A);
    expect(await keepLease(test.db, first)).toBe(true);
    await endLease(test.db);
    const second = await claimed(test.db, A);
    expect(await keepLease(test.db, first)).toBe(false);
    await expect(holdWork(test.db, first)).rejects.toMatchObject({ code: "work.lost" });
    expect(await failWork(test.db, first, "internal.service")).toBe("lost");
    expect(await finishWork(test.db, first)).toBe("lost");
    await holdWork(test.db, second);
    expect(await finishWork(test.db, second)).toBe("done");
  });

  it("G19: that always fails is parked, alone, until somebody has it tried again", async () => {
    await using test = await testDatabase();
    await requestWork(test.db, A);
    await requestWork(test.db, B);
    const ends: string[] = [];
    while (ends.at(-1) !== "parked") {
      await makeDue(test.db);
      ends.push(await failWork(test.db, await claimed(test.db, A), "internal.service"));
    }
    expect(ends).toEqual(["later", "later", "later", "later", "later", "parked"]);
    await requestWork(test.db, A);
    await makeDue(test.db);
    expect(await dueWork(test.db, 10)).toEqual([B]);
    expect(await parkedWork(test.db)).toMatchObject([{ ...A, code: "internal.service", failures: 6 }]);
    expect(await workHealth(test.db)).toMatchObject({ undone: 2, parked: 1 });
    expect(await replayWork(test.db, B)).toBe(false);
    expect(await replayWork(test.db, A)).toBe(true);
    expect(await finishWork(test.db, await claimed(test.db, A))).toBe("done");
  });

  it("G12: that GitHub forbids for a while is never parked, and what the clock asks for is not given up for good", async () => {
    await using test = await testDatabase();
    await requestWork(test.db, A);
    for (let time = 0; time < 9; time += 1) {
      await test.db
        .updateTable("work")
        .set({ due: new Date(0) })
        .execute();
      expect(await failWork(test.db, await claimed(test.db, A), "github.suspended")).toBe("later");
    }
    await test.db
      .updateTable("work")
      .set({ parked: new Date(Date.now() - 600_000), due: new Date(0) })
      .execute();
    await reviveWork(test.db, A, 900);
    expect(await dueWork(test.db, 9)).toEqual([]);
    await reviveWork(test.db, A, 300);
    expect(await dueWork(test.db, 9)).toEqual([A]);
  });

  it("that is parked counts as undone since it was asked for", async () => {
    await using test = await testDatabase();
    await requestWork(test.db, A);
    await sql`update work set asked = now() - interval '90 seconds', parked = now()`.execute(test.db);
    const { undone, oldest, overdue, parked } = await workHealth(test.db);
    expect({ undone, overdue, parked }).toEqual({ undone: 1, overdue: 0, parked: 1 });
    expect(oldest).toBeGreaterThanOrEqual(90);
  });

  it("G19: is parked for failures of its own alone, however often GitHub was away before", async () => {
    await using test = await testDatabase();
    await requestWork(test.db, A);
    const fail = async (code: string) => {
      await makeDue(test.db);
      return failWork(test.db, await claimed(test.db, A), code);
    };
    for (let time = 0; time < 9; time += 1) expect(await fail("github.unreachable")).toBe("later");
    const ends: string[] = [];
    while (ends.at(-1) !== "parked") ends.push(await fail("internal.service"));
    expect(ends).toEqual(["later", "later", "later", "later", "later", "parked"]);
  });

  it.each(["git.not-a-repository", "files.full", "files.read-only", "work.lost"])(
    "that finds its folder away or full, or somebody who was faster, is never parked: %s",
    async (code) => {
      await using test = await testDatabase();
      await requestWork(test.db, A);
      for (let tries = 0; tries < 12; tries++) {
        await makeDue(test.db);
        expect(await failWork(test.db, await claimed(test.db, A), code)).toBe("later");
      }
    },
  );

  it("that waits for somebody else is never parked, and waits longer each time", async () => {
    await using test = await testDatabase();
    await requestWork(test.db, A);
    const pauses: number[] = [];
    for (let tries = 0; tries < 12; tries++) {
      await makeDue(test.db);
      expect(await failWork(test.db, await claimed(test.db, A), "git.unreachable")).toBe("later");
      const { rows } = await sql<{
        pause: string;
      }>`select round(extract(epoch from due - now())) as pause from work`.execute(test.db);
      pauses.push(Number(rows[0]?.pause));
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });

  it("counts as undone since it was first asked for", async () => {
    await using test = await testDatabase();
    await requestWork(test.db, A);
    await sql`update work set asked = now() - interval '90 seconds'`.execute(test.db);
    await requestWork(test.db, A);
    expect((await workHealth(test.db)).oldest).toBeGreaterThanOrEqual(90);
    const first = await claimed(test.db, A);
    await requestWork(test.db, A);
    await finishWork(test.db, first);
    expect((await workHealth(test.db)).oldest).toBeLessThan(60);
  });
});
