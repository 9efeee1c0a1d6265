import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../store/database.testing.ts";
import { startTicks } from "./ticks.ts";
import type { Waker } from "./waker.ts";

describe("ticks", () => {
  it("ask for work when it is due, once however many processes there are", async () => {
    await using test = await testDatabase();
    const woken: string[] = [];
    const waker: Waker = {
      wake: async ({ key }) => woken.push(key) > 0,
      wakeOnce: async () => false,
      listen: () => ({ [Symbol.asyncDispose]: async () => {} }),
      [Symbol.asyncDispose]: async () => {},
    };
    const ticks = [
      { kind: "reconcile", key: "a", every: 3600 },
      { kind: "reconcile", key: "b", every: 3600 },
    ];
    await using _one = startTicks(test.db, waker, ticks);
    await using _two = startTicks(test.db, waker, ticks);
    await setTimeout(1_500);
    expect(woken.toSorted()).toEqual(["a", "b"]);
    await sql`update tick set last = now() - interval '2 hours' where key = 'a'`.execute(test.db);
    await setTimeout(2_500);
    expect(woken.toSorted()).toEqual(["a", "a", "b"]);
    expect((await test.db.selectFrom("work").select("key").orderBy("key").execute()).map(({ key }) => key)).toEqual([
      "a",
      "b",
    ]);
  });
});
