import { expect, it } from "vitest";
import { exampleTask } from "./task.testing.ts";
import { togetherHindrance } from "./together.ts";

it("tasks of low risk in one role can be decided about together, and no others", () => {
  const tame = exampleTask({ risk: 2 });
  expect(togetherHindrance([tame, exampleTask({ risk: 1 })])).toBeUndefined();
  expect(togetherHindrance([tame, exampleTask({ risk: 3, title: "Heavy" })])).toMatch(
    /“Heavy” .*R3.*queue\.batch-risk/,
  );
  expect(togetherHindrance([tame, exampleTask({ risk: 1, role: "data" })])).toContain("queue.batch-role");
  expect(togetherHindrance(Array.from({ length: 101 }, () => tame))).toContain("queue.batch-role");
});
