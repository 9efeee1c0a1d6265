import type { Task } from "../api/types.ts";

/** A task that waits for dana as oracle, with what a test is about. */
export function exampleTask(some: Partial<Task> = {}): Task {
  const at = "2026-11-29T10:00:00.000Z";
  return {
    change: "a".repeat(64),
    role: "oracle",
    state: "open",
    said: null,
    people: ["dana"],
    risk: 3,
    title: "Tune reply weight",
    effect: "reply 12 → 9",
    classes: ["weight"],
    repository: "github:123456",
    ref: "refs/heads/main",
    proposal: "refs/heads/change/03",
    head: "b".repeat(40),
    leaf: 3,
    captured: at,
    opened: at,
    decided: null,
    due: "2026-11-29T14:00:00.000Z",
    paused: null,
    turn: { whose: "reviewer", why: "queue.decide", since: at },
    claim: null,
    snoozedUntil: null,
    replacedBy: null,
    rejectedLeaf: null,
    moves: [],
    ...some,
  };
}
