import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serviceScene } from "../service.testing.ts";

const COMMIT = "c".repeat(40);
const CHANGE = "d".repeat(64);
const proposed = { repository: "manifests", ref: "refs/heads/proposed/flags", commit: COMMIT, outcome: "proposed" };

describe("manifest propose", () => {
  it("sends all files of a folder with the program's token, and says how it lands", async () => {
    await using service = await serviceScene(() => [200, proposed]);
    service.file("flags/eu/flags.json", "{}\n");
    service.file("flags/a.txt", "");
    const dir = join(service.folder, "flags");
    const said = await service.program("manifest", "propose", "flags", "--dir", dir, "-m", "Today");
    expect([said.exit, said.json]).toEqual([0, proposed]);
    expect(service.heard).toEqual([
      {
        line: "POST /v1/manifests",
        authorization: "Bearer cs_token_secret",
        body: {
          name: "flags",
          message: "Today",
          files: [
            { path: "a.txt", content: "" },
            { path: "eu/flags.json", content: "e30K" },
          ],
        },
      },
    ]);
    expect(said.stdout + said.stderr).not.toContain("cs_token_secret");
  });

  it("C11: follows no link, and asks nobody without a token or a session", async () => {
    await using service = await serviceScene(() => [200, proposed]);
    service.file("flags/a.txt", "");
    const dir = join(service.folder, "flags");
    expect(await service.run("manifest", "propose", "flags", "--dir", dir)).toMatchObject({
      exit: 4,
      json: { code: "auth.no-login" },
    });
    symlinkSync("/etc/passwd", join(dir, "b"));
    expect(await service.program("manifest", "propose", "flags", "--dir", dir)).toMatchObject({
      exit: 2,
      json: { code: "usage.manifest-file" },
    });
    expect(await service.program("manifest", "propose", "flags", "--dir", `${dir}/none`)).toMatchObject({
      exit: 5,
      json: { code: "files.missing" },
    });
    const empty = service.file("empty.token", "\n");
    expect(await service.run("manifest", "propose", "flags", "--dir", dir, "--token-file", empty)).toMatchObject({
      exit: 2,
      json: { code: "usage.token" },
    });
    expect(service.heard).toEqual([]);
  });
});

describe("manifest land", () => {
  it.each([
    ["decision.missing", 3],
    ["decision.held", 3],
    ["decision.rejected", 4],
    ["capture.manifest-moved", 2],
    ["auth.scope", 4],
    ["web.unknown", 2],
  ])("ends with the code of the service where it does not land: %s", async (code, exit) => {
    await using service = await serviceScene(() => [409, { code, detail: "because \u001b[31m" }]);
    const said = await service.program("manifest", "land", "flags", "--commit", COMMIT);
    expect(said).toMatchObject({ exit, json: { code } });
    expect(said.stdout + said.stderr).not.toContain("\u001b[31m");
  });

  it.each([
    ["flgas", COMMIT, "capture.manifest-unknown", "proposed are: flags"],
    ["flags", "e".repeat(40), "capture.manifest-moved", COMMIT],
    ["flags", COMMIT, "decision.missing", "nobody decided"],
  ])("says of %s at %s %s, and not only that decisions are missing", async (name, commit, code, words) => {
    const item = { name: "flags", inForce: null, proposed: { ref: proposed.ref, commit: COMMIT, change: null } };
    await using service = await serviceScene(({ line }) =>
      line.startsWith("GET")
        ? [200, { repository: "manifests", items: [item], next: null }]
        : [409, { code: "decision.missing", detail: "nobody decided" }],
    );
    const message = expect.stringContaining(words);
    const said = await service.program("manifest", "land", name, "--commit", commit);
    expect(said).toMatchObject({ exit: code === "decision.missing" ? 3 : 2, json: { code, message } });
  });

  it("names what it lands, and believes no other answer", async () => {
    const { outcome: _, ...landed } = proposed;
    await using service = await serviceScene(() => [200, landed]);
    expect(await service.program("manifest", "land", "flags", "--commit", COMMIT)).toMatchObject({
      exit: 0,
      json: landed,
    });
    expect(service.heard).toMatchObject([{ line: "POST /v1/manifests/land", body: { name: "flags", commit: COMMIT } }]);
    await using other = await serviceScene(() => [200, { ok: "yes" }]);
    expect(await other.program("manifest", "land", "flags", "--commit", COMMIT)).toMatchObject({
      json: { code: "web.answer" },
    });
  });
});

describe("manifest list", () => {
  it("reads all pages", async () => {
    const item = (name: string, change: string | null) => ({
      name,
      inForce: null,
      proposed: { ref: `refs/heads/proposed/${name}`, commit: COMMIT, change },
    });
    await using service = await serviceScene(({ line }) => [
      200,
      line.includes("cursor=next")
        ? { repository: "manifests", items: [item("b", CHANGE)], next: null }
        : { repository: "manifests", items: [item("a", null)], next: "next" },
    ]);
    const said = await service.program("manifest", "list");
    expect(said).toMatchObject({
      exit: 0,
      json: { repository: "manifests", manifests: [{ name: "a" }, { name: "b", proposed: { change: CHANGE } }] },
    });
    expect(service.heard.map(({ line }) => line)).toEqual([
      "GET /v1/manifests?limit=200",
      "GET /v1/manifests?limit=200&cursor=next",
    ]);
  });
});
