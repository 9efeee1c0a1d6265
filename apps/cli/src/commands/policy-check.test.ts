import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { edited, startedHome } from "../governed-home.testing.ts";
import type { Governed } from "../governed-home.testing.ts";

async function check(scene: Governed, part: string, replacement: string, ...options: readonly string[]) {
  const file = join(scene.folder, "edited.yaml");
  writeFileSync(file, edited(scene, part, replacement));
  return scene.run("policy", "check", file, "--json", ...options);
}

describe("policy check", () => {
  it("lists warnings with their remedies and ends with 0", async () => {
    using folder = tempFolder();
    const { run, policy } = await startedHome(folder.path);
    const { exit, json } = await run("policy", "check", policy, "--json");
    expect({ exit, json }).toMatchObject({ exit: 0, json: { ok: true, errors: 0 } });
    expect(json).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({
          level: "warning",
          id: "role-without-deputy",
          at: "algorithm",
          remedy: expect.stringMatching(/deputy/),
        }),
      ]),
    });
  });

  it("lists every error at once, and ends with the code of the first", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const text = edited(scene, "role: oracle", "role: orakel").replace("role: data-guard", "role: data-gard");
    const file = join(folder.path, "two.yaml");
    writeFileSync(file, text);
    const { exit, json } = await scene.run("policy", "check", file, "--json");
    const unknown = (at: string) =>
      expect.objectContaining({
        level: "error",
        id: "policy.unknown-role",
        at,
        remedy: expect.stringMatching(/roles/),
      });
    expect({ exit, json }).toMatchObject({
      exit: 6,
      json: {
        ok: false,
        code: "policy.unknown-role",
        findings: expect.arrayContaining([unknown("requirement algorithm"), unknown("requirement data-flow")]),
      },
    });
  });

  it.each([
    ["version: 1", "version: 1\nversion: 1", "policy.yaml-duplicate-key"],
    ["version: 1", "version: &v 1", "policy.yaml-anchor"],
    ["version: 1", "version: !!int 1", "policy.yaml-tag"],
  ])("F6 says on which line %j became %j", async (part, replacement, code) => {
    using folder = tempFolder();
    const { exit, json } = await check(await startedHome(folder.path), part, replacement);
    expect({ exit, json }).toMatchObject({
      exit: 6,
      json: { ok: false, code, findings: [{ id: code, at: expect.stringMatching(/^line \d+, column \d+$/) }] },
    });
  });

  it("refuses a file that is no text", async () => {
    using folder = tempFolder();
    const { run } = await startedHome(folder.path);
    const file = join(folder.path, "latin1.yaml");
    writeFileSync(file, Uint8Array.of(0x61, 0x3a, 0xe9));
    expect(await run("policy", "check", file, "--json")).toMatchObject({
      exit: 6,
      json: { code: "policy.yaml-encoding" },
    });
    expect(await run("policy", "check", join(folder.path, "none.yaml"), "--json")).toMatchObject({
      exit: 5,
      json: { code: "files.missing" },
    });
  });

  it("E12 tells of patterns that match no path of the repository's tip", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const ids = (json: unknown) =>
      (json as { findings: { id: string; text: string }[] }).findings
        .filter(({ id }) => id === "pattern-matches-nothing")
        .map(({ text }) => text);
    const unmatched = await check(scene, "exclude: []", 'exclude: ["docs/**"]', "--against", scene.repo.path);
    expect(ids(unmatched.json)).toEqual([expect.stringContaining("docs/**")]);
    const matched = await check(scene, "exclude: []", 'exclude: ["ranker/*.py"]', "--against", scene.repo.path);
    expect(ids(matched.json)).toEqual([]);
    const unknown = await check(scene, "exclude: []", 'exclude: ["docs/**"]');
    expect(ids(unknown.json)).toEqual([]);
  });

  it("refuses a repository without the protected ref", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const answer = await check(scene, "ref: refs/heads/main", "ref: refs/heads/release", "--against", scene.repo.path);
    expect(answer).toMatchObject({ exit: 2, json: { code: "usage.ref" } });
  });
});
