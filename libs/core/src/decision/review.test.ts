import type { JsonObject, JsonValue } from "@countersign/attest";
import { describe, expect, it } from "vitest";
import { formatReview, parseReview } from "./review.ts";

const digits = (digit: string, length = 40) => digit.repeat(length);
const review: JsonObject = {
  change: digits("a", 64),
  repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
  ref: "refs/heads/main",
  base: { gitCommit: digits("1"), gitTree: digits("2") },
  head: { gitCommit: digits("3") },
  result: { gitTree: digits("4") },
  changeDigest: `cs-diff-v1:${digits("b", 64)}`,
  policy: { version: 3, sha256: digits("c", 64) },
  packet: { sha256: digits("d", 64), renderer: "countersign/0.1.0" },
  decision: "approve",
  role: "oracle",
  reviewer: { person: "dana", organisation: "oracle" },
  id: "123e4567-e89b-42d3-a456-426614174000",
  message: "",
  claimedTime: "2026-11-22T10:00:00Z",
};
const end = "2026-12-31T00:00:00Z";
const full: JsonObject = {
  ...review,
  classes: ["weight", "feature.personal"],
  conditions: { environments: ["production-eu"], notAfter: end },
  supersedes: digits("e", 64),
};
const code = (value: string) => expect.objectContaining({ code: value });

describe("a review", () => {
  it.each([
    ["approve", review],
    ["approve with everything", full],
    ["approve that only ends", { ...review, conditions: { notAfter: end } }],
    ["reject", { ...review, decision: "reject" }],
    ["hold in one environment", { ...review, decision: "hold", conditions: { environments: ["staging"] } }],
    ["revoke", { ...review, decision: "revoke" }],
    ["revoke with its reason", { ...review, decision: "revoke", reason: "harmful" }],
  ])("prints what it was read from: %s", (_what, value) => {
    expect(formatReview(parseReview(value))).toEqual(value);
  });

  const wrong: readonly (readonly [string, JsonValue])[] = [
    ["change", digits("a", 63)],
    ["repository", { id: "github:123456" }],
    ["repository", { id: "github:123456", uri: "git+https://github.com/acme/f eed" }],
    ["ref", "main"],
    ["ref", 1],
    ["base", { gitCommit: digits("1"), gitTree: digits("2", 64) }],
    ["base", { gitCommit: digits("1", 7), gitTree: digits("2") }],
    ["head", { gitCommit: digits("3", 64) }],
    ["result", { gitTree: digits("4", 64) }],
    ["result", { gitTree: digits("G") }],
    ["changeDigest", `cs-diff-v1:${digits("B", 64)}`],
    ["policy", { version: "3", sha256: digits("c", 64) }],
    ["policy", { version: 3 }],
    ["packet", { sha256: digits("d", 64), renderer: "" }],
    ["decision", "approved"],
    ["decision", "Approve"],
    ["reason", "unsafe"],
    ["classes", ["weight", "weight"]],
    ["classes", "weight"],
    ["role", ""],
    ["role", "orácle"],
    ["reviewer", { person: "dana" }],
    ["reviewer", { person: "dana ", organisation: "oracle" }],
    ["conditions", {}],
    ["conditions", []],
    ["conditions", { environments: [] }],
    ["conditions", { environments: ["a", "a"] }],
    ["conditions", { notAfter: "2026-12-31" }],
    ["conditions", null],
    ["supersedes", "123e4567-e89b-42d3-a456-426614174000"],
    ["id", "123E4567-E89B-42D3-A456-426614174000"],
    ["id", "123e4567e89b42d3a456426614174000"],
    ["message", null],
    ["claimedTime", 1],
  ];

  it.each(wrong)("B13 is refused by the code of its field: %s is %j", (name, value) => {
    expect(() => parseReview({ ...review, [name]: value })).toThrow(code(`statement.${name}`));
  });

  it.each([
    "2026-11-22T10:00:00.000Z",
    "2026-11-22T10:00:00+00:00",
    "2026-11-22t10:00:00z",
    "2026-11-22 10:00:00Z",
    "2026-11-22T10:00Z",
    "2026-11-22T24:00:00Z",
    "2026-11-22T10:60:00Z",
    "2026-11-22T10:00:60Z",
    "2026-02-29T10:00:00Z",
    "2100-02-29T10:00:00Z",
    "2026-04-31T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-00-01T10:00:00Z",
    "2026-01-00T10:00:00Z",
    "2026-11-22T10:00:00Z\n",
  ])("is refused for a time that does not exist or is spelled otherwise: %j", (claimedTime) => {
    expect(() => parseReview({ ...review, claimedTime })).toThrow(code("statement.claimedTime"));
  });

  it.each(["2024-02-29T23:59:59Z", "2000-02-29T00:00:00Z", "2026-12-31T00:00:00Z", "0000-01-01T00:00:00Z"])(
    "takes the time %s",
    (claimedTime) => {
      expect(parseReview({ ...review, claimedTime }).claimedTime).toBe(claimedTime);
    },
  );

  it.each(["approve", "reject", "hold"])("with %s gives no reason", (decision) => {
    expect(() => parseReview({ ...review, decision, reason: "mistake" })).toThrow(code("statement.reason"));
  });

  it.each([
    ["revoke", { environments: ["staging"] }],
    ["revoke", { notAfter: end }],
    ["reject", { notAfter: end }],
    ["hold", { environments: ["staging"], notAfter: end }],
  ])("B24 with %s has no such condition as %j", (decision, conditions) => {
    expect(() => parseReview({ ...review, decision, conditions })).toThrow(code("statement.conditions"));
  });

  it.each([{ until: end }, { environments: ["a"], Environments: ["b"] }, { notAfter: end, notBefore: end }])(
    "B24 is refused for a condition that nobody knows: %j",
    (conditions) => {
      expect(() => parseReview({ ...review, conditions })).toThrow(code("statement.unknown-condition"));
    },
  );

  it.each(["Decision", "time", "__proto__", "constructor"])("B19 is refused with the field %s", (name) => {
    const value = Object.fromEntries([...Object.entries(review), [name, "approve"]]);
    expect(() => parseReview(value)).toThrow(code("statement.unknown-field"));
  });

  it.each(Object.keys(review))("is refused without %s", (name) => {
    const { [name]: _, ...rest } = review;
    expect(() => parseReview(rest)).toThrow(code("statement.missing-field"));
  });
});
