import { describe, expect, it } from "vitest";
import { actedOn } from "./acted-on.ts";
import type { Attempt } from "./acted-on.ts";

const attempt = (deployment: number, asked: Attempt["asked"], more: Partial<Attempt> = {}): Attempt => ({
  run: 1,
  name: `deploy-${deployment}`,
  deployment,
  sha: "a",
  asked,
  ...more,
});
const decided = (deployment: number, state: "approved" | "rejected" = "approved", run = 1) => ({
  run,
  state,
  comment: `Countersign allows it: gate.allowed. https://x [cs:${deployment}:1]`,
});
const names = (attempts: readonly Attempt[], decisions: readonly ReturnType<typeof decided>[]) =>
  actedOn(attempts, decisions).map(({ attempt: found }) => found?.name);

describe("a decision about an attempt to deploy", () => {
  it("acts on that attempt", () => {
    expect(names([attempt(1, "rejected"), attempt(2, "approved")], [decided(1, "rejected"), decided(2)])).toEqual([
      "deploy-1",
      "deploy-2",
    ]);
  });

  it("acts on the next where its own was given up meanwhile", () => {
    expect(names([attempt(1, "waiting"), attempt(2, "approved")], [decided(1)])).toEqual(["deploy-2"]);
  });

  it("explains no second attempt: what was let past the rule is nobody's", () => {
    expect(names([attempt(1, "approved"), attempt(2, "approved")], [decided(1)])).toEqual(["deploy-1"]);
  });

  it.each([
    ["another run", [attempt(1, "approved", { run: 2 }), attempt(2, "approved")], decided(1)],
    ["another commit", [attempt(1, "waiting", { sha: "b" }), attempt(2, "approved")], decided(1)],
    ["a later attempt", [attempt(1, "approved"), attempt(2, "waiting")], decided(2)],
    ["nothing", [attempt(1, "approved")], { ...decided(1), comment: "Bypassed by an administrator" }],
    ["the opposite", [attempt(1, "approved")], decided(1, "rejected")],
  ])("that says %s acts on none", (_what, attempts, decision) => {
    expect(names(attempts, [decision])).toEqual([undefined]);
  });
});
