import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePolicyYaml } from "@countersign/core/policy-yaml";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { edited, startedHome } from "../governed-home.testing.ts";

describe("policy explain", () => {
  it("says in sentences who lets what go where", async () => {
    using folder = tempFolder();
    const { run, policy } = await startedHome(folder.path);
    const { exit, stdout } = await run("policy", "explain", policy);
    expect(exit).toBe(0);
    expect(stdout).toContain("To go to production, every change must be approved by dana as oracle");
  });

  it("F1 tells what gets weaker from one version to the next", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const next = join(folder.path, "next.yaml");
    writeFileSync(next, edited(scene, "requires: [algorithm, data-flow]", "requires: [algorithm]"));
    const { json } = await scene.run("policy", "explain", next, "--diff", scene.policy, "--json");
    expect(json).toMatchObject({
      differences: [{ effect: "weaker", sentence: "what goes to production need not meet data-flow any more" }],
    });
    const shown = await scene.run("policy", "explain", next, "--diff", scene.policy);
    expect(shown.stdout.split("\n").slice(1, 3)).toEqual([
      "Weaker or unclear:",
      "  weaker: what goes to production need not meet data-flow any more",
    ]);
    const back = await scene.run("policy", "explain", scene.policy, "--diff", next);
    expect(back.stdout.split("\n").slice(1, 4)).toEqual([
      "Weaker or unclear: nothing.",
      "Stronger:",
      "  what goes to production must now meet data-flow too",
    ]);
    const same = await scene.run("policy", "explain", scene.policy, "--diff", scene.policy);
    expect(same.stdout).toContain("Nothing changes.");
  });

  it("refuses what is no valid policy", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    writeFileSync(scene.policy, edited(scene, "role: oracle", "role: orakel"));
    expect(await scene.run("policy", "explain", scene.policy, "--json")).toMatchObject({
      exit: 6,
      json: { code: "policy.unknown-role" },
    });
  });
});

describe("policy digest", () => {
  it("is that of the content, whatever its layout, and changes with it", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const digest = async () => (await scene.run("policy", "digest", scene.policy)).stdout;
    const before = await digest();
    expect(before).toMatch(/^[0-9a-f]{64}\n$/);
    writeFileSync(scene.policy, edited(scene, "version: 1", "# one\n\nversion: 1"));
    expect(await digest()).toBe(before);
    writeFileSync(scene.policy, edited(scene, "PT24H", "PT48H"));
    expect(await digest()).not.toBe(before);
  });

  it("of a JSON document is that of the same YAML", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const json = join(folder.path, "policy.json");
    writeFileSync(json, JSON.stringify(parsePolicyYaml(edited(scene, "version: 1", "version: 1"))));
    expect((await scene.run("policy", "digest", json)).stdout).toBe(
      (await scene.run("policy", "digest", scene.policy)).stdout,
    );
  });
});
