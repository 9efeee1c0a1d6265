import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../store/database.testing.ts";
import { addEvents } from "./event.ts";

describe("events", () => {
  it("are never there below one that was read, whichever transaction ends first", async () => {
    await using test = await testDatabase();
    const many = Array.from({ length: 5_000 }, (_, at) => ({ key: `many ${at}`, kind: "change.captured" as const }));
    const slow = test.db.transaction().execute((one) => addEvents(one, many));
    const fast = (async () => {
      for (let at = 0; at < 20; at += 1) await addEvents(test.db, [{ key: `one ${at}`, kind: "change.captured" }]);
    })();
    let [last, heard] = ["0", 0];
    for (const end = Date.now() + 20_000; heard < 5_020; await setTimeout(5)) {
      if (Date.now() > end) throw new Error(`${5_020 - heard} events were missed`);
      const events = await test.db.selectFrom("event").select("id").where("id", ">", last).orderBy("id").execute();
      last = events.at(-1)?.id ?? last;
      heard += events.length;
    }
    await Promise.all([slow, fast]);
    expect(heard).toBe(5_020);
  });
});
