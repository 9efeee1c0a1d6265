import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseRoot } from "@countersign/core";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, edited, governedHome, signedByAll, startedHome } from "../governed-home.testing.ts";
import { readSoundBundle } from "../judging.ts";
import { runCli } from "../run.testing.ts";

describe("policy publish", () => {
  it("logs version 1 and writes the root that reads the log", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    await signedByAll(scene);
    const { json: digest } = await scene.run("policy", "digest", scene.policy, "--json");
    const { exit, json } = await scene.run("policy", "publish", scene.policy, "--json");
    const root = join(scene.home, "root.json");
    expect({ exit, json }).toEqual({
      exit: 0,
      json: { ...(digest as object), root, leaf: 0, published: true, waitingFor: [] },
    });
    await done(scene.run("bundle", "-o", join(folder.path, "log.bundle")));
    const contents = await readSoundBundle(join(folder.path, "log.bundle"), parseRoot(readFileSync(root)));
    expect({ version: contents.policy.policy.version, sha256: contents.policy.sha256 }).toEqual(digest);
  });

  it("says where the witnesses that it waits for are asked", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    rmSync(join(scene.home, "keys/witnesses"), { recursive: true });
    const waiting = async (policy: string) => {
      writeFileSync(scene.policy, policy);
      await signedByAll(scene);
      return (await done(scene.run("policy", "publish", scene.policy))).stdout;
    };
    const text = readFileSync(scene.policy, "utf8");
    const url = "http://127.0.0.1:9/w";
    const said = await waiting(text.replace(/(name: oracle-w, [^}]*)}/, `$1, url: "${url}"}`));
    expect(said).toContain("not published before its quorum cosigns: oracle-w");
    expect(said).toContain(`asked by the log server: oracle-w at ${url}`);
    expect(said).toMatch(/next: countersign serve --log-only/);
  });

  it("called twice is harmless and says so", async () => {
    using folder = tempFolder();
    const { run, policy } = await governedHome(folder.path);
    const again = await run("policy", "publish", policy);
    expect(again.exit).toBe(0);
    expect(again.stdout).toContain("was already in the log at leaf 0");
    expect(await run("bundle", "-o", join(folder.path, "log.bundle"), "--json")).toMatchObject({ json: { size: 1 } });
  });

  it.each([
    ["nobody", []],
    ["one side", ["olga"]],
    ["all but one", ["olga", "dana"]],
  ] as const)("F2 refuses a policy that %s signed, and writes nothing", async (_who, people) => {
    using folder = tempFolder();
    const { run, key, policy, home } = await startedHome(folder.path);
    for (const person of people) await run("policy", "sign", policy, "--key", key(person));
    expect(await run("policy", "publish", policy, "--json")).toMatchObject({
      exit: 6,
      json: { code: "policy.threshold" },
    });
    expect(() => readFileSync(join(home, "root.json"))).toThrow("ENOENT");
  });

  it("F1 refuses a document that is not the one that was signed", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    await signedByAll(scene);
    writeFileSync(scene.policy, edited(scene, "PT24H", "PT48H"));
    expect(await scene.run("policy", "publish", scene.policy, "--json")).toMatchObject({
      exit: 6,
      json: { code: "policy.signatures-outdated" },
    });
  });

  it("refuses the policy of another home's log", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    await signedByAll(scene);
    const other = { home: join(folder.path, "other") };
    await done(runCli(["init", "--origin", "log.acme.example/feed"], other));
    expect(await runCli(["policy", "publish", scene.policy, "--json"], other)).toMatchObject({
      exit: 6,
      json: { code: "policy.foreign-log" },
    });
    expect(
      await runCli(["policy", "publish", scene.policy, "--json"], { home: join(folder.path, "none") }),
    ).toMatchObject({ exit: 2, json: { code: "usage.home" } });
  });

  it("F3 follows the chain: version 2 on version 1, never another 1, a gap, or the older one again", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const { run } = scene;
    const write = async (name: string, text: string, previous?: string) => {
      const file = join(folder.path, name);
      writeFileSync(file, text);
      for (const person of ["olga", "dana", "nils"] as const)
        await done(
          run(
            "policy",
            "sign",
            file,
            "--key",
            scene.key(person),
            ...(previous === undefined ? [] : ["--previous", previous]),
          ),
        );
      return file;
    };
    const fork = await write("fork.yaml", edited(scene, "PT24H", "PT48H"));
    expect(await run("policy", "publish", fork, "--json")).toMatchObject({ exit: 6, json: { code: "policy.fork" } });
    const third = await write("third.yaml", edited(scene, "version: 1", "version: 3"), "0".repeat(64));
    expect(await run("policy", "publish", third, "--json")).toMatchObject({ exit: 6, json: { code: "policy.gap" } });
    const orphan = await write("orphan.yaml", edited(scene, "version: 1", "version: 2"), "0".repeat(64));
    expect(await run("policy", "publish", orphan, "--json")).toMatchObject({
      exit: 6,
      json: { code: "policy.previous" },
    });
    const second = await write("second.yaml", edited(scene, "version: 1", "version: 2"));
    expect(await run("policy", "publish", second, "--json")).toMatchObject({
      exit: 0,
      json: { version: 2, leaf: 1, published: true },
    });
    expect(await run("policy", "publish", fork, "--json")).toMatchObject({
      exit: 6,
      json: { code: "policy.rollback" },
    });
    expect(await run("policy", "publish", scene.policy, "--json")).toMatchObject({
      exit: 0,
      json: { version: 1, leaf: 0 },
    });
  });

  it("keeps the root of version 1 whatever comes later", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const root = readFileSync(join(scene.home, "root.json"));
    const next = join(folder.path, "second.yaml");
    copyFileSync(scene.policy, next);
    writeFileSync(next, edited(scene, "version: 1", "version: 2"));
    await signedByAll(scene, next);
    await done(scene.run("policy", "publish", next));
    expect(readFileSync(join(scene.home, "root.json"))).toEqual(root);
  });

  it("warns when the policy does not list this home's service", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const { json } = await runCli(["init", "--origin", "log.other.example", "--json"], {
      home: join(folder.path, "other"),
    });
    const own = /ed25519:[A-Za-z0-9+/=]+/.exec(readFileSync(scene.policy, "utf8"))?.[0] ?? "";
    writeFileSync(scene.policy, edited(scene, own, (json as { serviceKey: string }).serviceKey));
    await signedByAll(scene);
    const answer = await scene.run("policy", "publish", scene.policy);
    expect(answer.exit).toBe(0);
    expect(answer.stderr).toContain(own);
  });
});
