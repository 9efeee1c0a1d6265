import { expect, it } from "vitest";
import { atMost } from "./at-most.ts";

it("begins calls in their order, so many at a time, and goes on behind one that fails", async () => {
  const limited = atMost(2);
  const begun: number[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<string>());
  const calls = ends.map(({ promise }, at) =>
    limited(() => {
      begun.push(at);
      return promise;
    }).catch((error: Error) => error.message),
  );
  await turn();
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error("no answer"));
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  const late = limited(async () => void begun.push(4));
  ends[0]?.resolve("a");
  await turn();
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[2]?.resolve("c");
  ends[3]?.resolve("d");
  await late;
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(await Promise.all(calls)).toEqual(["a", "no answer", "c", "d"]);
});

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
