import { expect, it } from "vitest";
import { formatRoute, parseRoute } from "./route.ts";
import type { Route } from "./route.ts";

it.each<Route>([
  { screen: "queue", query: "" },
  { screen: "queue", query: 'needs:me path:a/** "x & y" é #%' },
  { screen: "change", change: "a".repeat(64) },
  { screen: "decide", change: "a".repeat(64) },
  { screen: "together", role: "a role/é%", changes: ["a".repeat(64), "b".repeat(64)] },
  { screen: "log", query: "" },
  { screen: "log", query: "review dana" },
  { screen: "entry", index: 17 },
  { screen: "deployments" },
  { screen: "environment", repository: "local:lumen/x", environment: "production é%" },
  { screen: "policy" },
  { screen: "policy", version: 3 },
  { screen: "passkey" },
])("an address is read as what it was made of: %j", (route) => {
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

it.each([
  "#/changes/../admin",
  "#/changes/ABC",
  `#/changes/${"a".repeat(64)}/approve`,
  `#/changes/${"a".repeat(64)}/decide/x`,
  `#/changes/${"a".repeat(65)}`,
  "#/nowhere",
  "#/queue/x",
  "#/log/1/2",
  "#/log/01",
  "#/log/-1",
  "#/deployments/%E0%A4/production/x",
  "#/deployments/one",
  "#/policy/x",
  "#/together",
  "#/together/oracle",
  "#/together/oracle/",
  `#/together/oracle/${"a".repeat(64)},x`,
  `#/together//${"a".repeat(64)}`,
  "#/__proto__",
])("what is no address of the app leads nowhere: %s", (hash) => {
  expect(parseRoute(hash)).toEqual({ screen: "unknown" });
});
