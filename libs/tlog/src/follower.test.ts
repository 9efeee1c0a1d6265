import { nodeCrypto } from "@countersign/crypto/node";
import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { readEntries } from "./entries.ts";
import { followLog } from "./follower.ts";
import { frontierRoot } from "./frontier.ts";
import { codeOf, testEntries, testLog } from "./test-log.testing.ts";

const log = testLog(700);
const checkpoint = { origin: "log.example", size: 700, root: frontierRoot(nodeCrypto, log.edge().frontier) };

describe("a follower", () => {
  it("agrees with the checkpoint after reading every leaf", () => {
    const follower = followLog(nodeCrypto);
    for (const entry of readEntries(log.readBundle, 0, 700)) follower.add(entry);
    expect(follower.check(checkpoint)).toBe(checkpoint);
    expect(follower.size()).toBe(700);
  });

  it("goes on from what it kept", () => {
    const first = followLog(nodeCrypto);
    for (const entry of testEntries(0, 333)) first.add(entry);
    const second = followLog(nodeCrypto, first.frontier());
    expect(second.add(testEntries(333, 334)[0] ?? text(""))).toBe(333);
    for (const entry of testEntries(334, 700)) second.add(entry);
    expect(codeOf(() => second.check(checkpoint))).toBe("none");
    expect(first.size()).toBe(333);
  });

  it.each<[string, (entries: Uint8Array[]) => void, string]>([
    ["removed", (entries) => entries.splice(10, 1), "log.size"],
    ["doubled", (entries) => entries.splice(10, 0, text("entry 10")), "log.size"],
    ["edited", (entries) => entries.splice(10, 1, text("forged")), "log.root"],
    ["reordered", (entries) => entries.splice(0, entries.length, ...entries.toReversed()), "log.root"],
    ["removed and another doubled", (entries) => entries.splice(10, 2, text("entry 11"), text("entry 11")), "log.root"],
  ])("F10 notices a leaf %s", (_what, change, code) => {
    const entries = testEntries(0, 700);
    change(entries);
    const follower = followLog(nodeCrypto);
    for (const entry of entries) follower.add(entry);
    expect(codeOf(() => follower.check(checkpoint))).toBe(code);
  });

  it("F12 whose past differs from the log's sees another root", () => {
    const follower = followLog(nodeCrypto);
    follower.add(text("another past"));
    for (const entry of testEntries(1, 700)) follower.add(entry);
    expect(codeOf(() => follower.check(checkpoint))).toBe("log.root");
  });

  it("is not resumed from a broken state", () => {
    expect(codeOf(() => followLog(nodeCrypto, { size: 3, hashes: [] }))).toBe("log.frontier");
  });
});
