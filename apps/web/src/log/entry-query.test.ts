import { expect, it } from "vitest";
import { parseEntryQuery } from "./entry-query.ts";

it.each([
  ["", {}],
  ["review approve dana", { kind: "review", decision: "approve", person: "dana" }],
  ["  17 ", { index: "17" }],
  ["a".repeat(40), { commit: "a".repeat(40) }],
  ["0123456789abcdef", { change: "0123456789abcdef" }],
  ["a".repeat(64), { change: "a".repeat(64) }],
  [`SHA256:${"x/+".repeat(14)}y`, { key: `SHA256:${"x/+".repeat(14)}y` }],
  ["SHA256:short", { person: "SHA256:short" }],
  ["break-glass", { kind: "break-glass" }],
  ["dana nils", { person: "nils" }],
])("what somebody looks for in the log is read from what they typed: %s", (text, query) => {
  expect(parseEntryQuery(text)).toEqual(query);
});
