import { describe, expect, it } from "vitest";
import { lookAhead } from "./look-ahead.ts";
import type { Underway } from "./look-ahead.ts";

type Taken = { taken: number; closed: boolean };

/** Numbers from 0 on, each ready as the number says; counts what is taken. */
async function* numbers(count: number, taken: Taken, ready: (item: number) => Promise<string>, bytes = 1) {
  try {
    for (let item = 0; item < count; item++) {
      taken.taken += 1;
      yield { item, bytes, ready: ready(item) } satisfies Underway<number, string>;
    }
    if (count === 7) throw new Error("the source fails");
  } finally {
    taken.closed = true;
  }
}

const at = async (item: number) => `ready ${item}`;
const later = async (item: number) => {
  for (let turn = 0; turn < 20 - item; turn++) await Promise.resolve();
  return `ready ${item}`;
};

describe("looking ahead", () => {
  it("gives items in their order, whichever is ready first", async () => {
    const taken = { taken: 0, closed: false };
    const given = await Array.fromAsync(lookAhead(numbers(20, taken, later), { items: 5, bytes: 100 }));
    expect(given).toEqual(Array.from({ length: 20 }, (_, item) => ({ item, ready: `ready ${item}` })));
    expect(taken.closed).toBe(true);
  });

  it.each([
    ["items", { items: 4, bytes: 1000 }, 4],
    ["bytes", { items: 1000, bytes: 25 }, 3],
  ])("holds no more %s than it may", async (_what, limits, most) => {
    const taken = { taken: 0, closed: false };
    let given = 0;
    for await (const { item } of lookAhead(numbers(50, taken, at, 10), limits)) {
      expect(item).toBe(given);
      given += 1;
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      expect(taken.taken - given).toBeLessThanOrEqual(most);
    }
    expect(given).toBe(50);
  });

  it("throws what the source throws after everything before it", async () => {
    const taken = { taken: 0, closed: false };
    const given: number[] = [];
    const reading = (async () => {
      for await (const { item } of lookAhead(numbers(7, taken, at), { items: 50, bytes: 100 })) given.push(item);
    })();
    await expect(reading).rejects.toThrow("the source fails");
    expect(given).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("closes the source when nobody asks any more", async () => {
    const taken = { taken: 0, closed: false };
    for await (const { item } of lookAhead(numbers(50, taken, at), { items: 4, bytes: 100 })) if (item === 2) break;
    expect(taken.closed).toBe(true);
    expect(taken.taken).toBeLessThan(10);
  });
});
