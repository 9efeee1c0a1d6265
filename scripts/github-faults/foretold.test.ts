import { describe, expect, it } from "vitest";
import { foretell, saidElsewhere } from "./foretold.ts";
import type { Act } from "./story.ts";

const opened = (pull: number, inScope: boolean, base: "main" | "wip" = "main"): Act => ({
  act: "open",
  pull,
  plan: { from: "branch", base, draft: false, inScope },
});

describe("a pull request onto a branch that no policy knows", () => {
  const story: readonly Act[] = [
    opened(0, true, "wip"),
    opened(1, true),
    { act: "retarget", pull: 1, base: "wip" },
    opened(2, false),
    { act: "retarget", pull: 2, base: "wip" },
    opened(3, true),
  ];
  const foretold = foretell(story);

  it("has no check foretold, and one onto the protected branch has", () => {
    expect([...foretold.values()].map(({ check, isElsewhere }) => [check, isElsewhere])).toEqual([
      [undefined, true],
      [undefined, true],
      [undefined, true],
      ["in_progress: Waits for oracle", false],
    ]);
  });

  it("may have none, one that ended, or one that passes what changes nothing in scope", () => {
    const checks = ["none", "cancelled: Nobody proposes this commit any more", "success: Nothing in scope", "any"];
    expect(saidElsewhere(foretold, new Map(checks.entries()))).toEqual([]);
  });

  it("may not have one that waits for somebody, or passes what is in scope", () => {
    const checks = ["success: Nothing in scope", "in_progress: Waits for oracle", "queued: Looking", "any"];
    expect(saidElsewhere(foretold, new Map(checks.entries()))).toEqual([
      "#1 success: Nothing in scope",
      "#2 in_progress: Waits for oracle",
      "#3 queued: Looking",
    ]);
  });
});
