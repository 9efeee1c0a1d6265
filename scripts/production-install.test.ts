import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKOUT } from "./operating-pages.testing.ts";

describe("what is installed for production", () => {
  it("has every package that shipped code imports", () => {
    for (const folder of workspaces()) {
      const { name, dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const shipped = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).filter(
        (file) => file.endsWith(".ts") && !/(?:\.test|testing|\.fixture|^git\/scene)\.ts$/.test(file),
      );
      const imported = shipped.flatMap((file) =>
        [
          ...readFileSync(join(folder, "src", file), "utf8").matchAll(
            /^(?:import|export) (?!type )[^;]*?from "([^".][^"]*)"|import\("([^".][^"]*)"\)/gm,
          ),
        ].map(([, a, b]) => /^(?:@[^/]+\/)?[^/]+/.exec(a ?? b ?? "")?.[0] ?? ""),
      );
      const missing = imported.filter((one) => !one.startsWith("node:") && one !== name && !(one in dependencies));
      expect(missing, folder).toEqual([]);
    }
  });
});

/** Every package but the tests' own. */
function workspaces(): readonly string[] {
  const inGroups = ["libs", "apps"].flatMap((group) =>
    readdirSync(join(CHECKOUT, group)).map((name) => join(CHECKOUT, group, name)),
  );
  return [...inGroups, join(CHECKOUT, "reviewers")].filter(
    (folder) => existsSync(join(folder, "package.json")) && !folder.endsWith("testkit"),
  );
}
