import { expect, it } from "vitest";
import { inTurn } from "./in-turn.ts";

it("tasks follow one another, also behind one that failed, and are counted until they end", async () => {
  const turns = inTurn();
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = turns.run(async () => {
    await gate.promise;
    seen.push("first");
    throw new Error("first");
  });
  const second = turns.run(async () => void seen.push("second"));
  expect(turns.waiting()).toBe(2);
  gate.resolve();
  await expect(first).rejects.toThrow("first");
  await second;
  await turns.idle();
  expect([seen, turns.waiting()]).toEqual([["first", "second"], 0]);
});

it("is idle where nothing came, and behind what came last", async () => {
  const turns = inTurn();
  await turns.idle();
  let done = false;
  void turns.run(async () => void (done = true));
  await turns.idle();
  expect(done).toBe(true);
});
