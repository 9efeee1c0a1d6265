import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROUTES } from "./routes/all.ts";
import { SWITCHES, switchesWith } from "./switches.ts";

const rest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "../description/rest.json"), "utf8"));
const DESCRIBED = new Set(
  Object.keys(rest ?? {})
    .filter((name) => name.includes("/"))
    .map((name) => name.split(" ")[0] ?? ""),
);

describe("the table of routes", () => {
  it("has every operation that is described, once", () => {
    const operations = ROUTES.map(({ operation }) => operation);
    expect(operations.filter((one, at) => operations.indexOf(one) !== at)).toEqual([]);
    expect([...DESCRIBED].filter((one) => !operations.includes(one))).toEqual([]);
    const without = operations.filter((one) => !DESCRIBED.has(one));
    // Their answers have no body.
    expect(without.toSorted()).toEqual(["apps/revoke-installation-access-token"]);
  });

  it("lets an installation write only what a permission is named for", () => {
    const open = ROUTES.filter(
      ({ method, callers, permission }) =>
        method !== "get" && callers.includes("installation") && permission === undefined,
    );
    expect(open.map(({ operation }) => operation)).toEqual([
      "apps/create-from-manifest",
      "apps/revoke-installation-access-token",
    ]);
  });
});

describe("switches", () => {
  it("stand in their first position", () => {
    expect(switchesWith()).toEqual(
      Object.fromEntries(Object.entries(SWITCHES).map(([name, positions]) => [name, positions[0]])),
    );
  });
});
