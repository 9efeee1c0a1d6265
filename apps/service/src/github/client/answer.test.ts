import { expect, it } from "vitest";
import { rememberAnswers } from "./answer.ts";

const answer = (etag: string, data: unknown) => ({ status: 200, headers: { etag }, data, message: "" });

it("remembers no more answers, and no longer ones, than it has room for", () => {
  const remembered = rememberAnswers({ answers: 3, characters: 100 });
  const keep = (at: number, data: unknown) => remembered.keep("app", "GET /x", { at }, answer(`"${at}"`, data));
  const known = () => [1, 2, 3, 4, 5].filter((at) => remembered.of("app", "GET /x", { at }) !== undefined);
  for (const at of [1, 2, 3, 4]) keep(at, "short");
  expect(known()).toEqual([2, 3, 4]);
  keep(2, "short");
  keep(5, "short");
  expect(known()).toEqual([2, 4, 5]);
  keep(1, "x".repeat(90));
  expect(known()).toEqual([1, 5]);
  keep(3, "x".repeat(200));
  expect(known()).toEqual([1, 5]);
  keep(1, "x".repeat(200));
  expect(known()).toEqual([5]);
});
