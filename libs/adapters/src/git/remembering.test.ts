import { expect, it } from "vitest";
import { fifo } from "./fifo.ts";
import { remembering } from "./remembering.ts";

const counting = (capacity: number) => {
  const loads: string[] = [];
  const recall = remembering<string, string>(
    capacity,
    (value) => value.length,
    async (key) => {
      loads.push(key);
      if (key === "bad") throw new Error("bad");
      return key;
    },
  );
  return { loads, recall };
};

it("loads once, also when asked again before the first answer", async () => {
  const { loads, recall } = counting(10);
  expect(await Promise.all([recall("a"), recall("a")])).toEqual(["a", "a"]);
  expect(await recall("a")).toBe("a");
  expect(loads).toEqual(["a"]);
});

it("lets the longest unused go when there is no more room", async () => {
  const { loads, recall } = counting(4);
  for (const key of ["aa", "bb", "aa", "cc", "aa", "bb"]) await recall(key);
  expect(loads).toEqual(["aa", "bb", "cc", "bb"]);
});

it("does not keep what alone is too large, nor failures", async () => {
  const { loads, recall } = counting(2);
  for (const key of ["large", "large"]) await recall(key);
  for (const key of ["bad", "bad"]) await expect(recall(key)).rejects.toThrow("bad");
  expect(loads).toEqual(["large", "large", "bad", "bad"]);
});

it("a queue gives back in order what it was given", () => {
  const queue = fifo<number>();
  const given = Array.from({ length: 5000 }, (_, at) => at);
  const taken: (number | undefined)[] = [];
  for (const item of given) {
    queue.push(item);
    if (item % 3 === 0) taken.push(queue.shift());
  }
  while (queue.size() > 0) taken.push(queue.shift());
  expect(taken).toEqual(given);
  expect(queue.shift()).toBeUndefined();
});
