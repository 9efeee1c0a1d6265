import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultyFiles } from "@countersign/adapters/files";
import type { FileOps } from "@countersign/adapters/files";
import { parseRoot } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, edited, signedByAll, startedHome } from "./governed-home.testing.ts";
import { readSoundBundle } from "./judging.ts";
import { readPolicyFile } from "./policy-file.ts";
import { publishPolicy } from "./policy-publishing.ts";
import { readSignatures } from "./policy-signatures.ts";
import { runCli } from "./run.testing.ts";

async function publishIn(dir: string, policy: string, files?: FileOps) {
  const file = await readPolicyFile(policy);
  const envelope = await readSignatures(file);
  if (envelope === undefined) throw new Error("nobody signed");
  await using opened = await workInHome({ dir, env: process.env }, files);
  return await publishPolicy(opened, file.version, envelope);
}

/** Whether any leaf has its place. */
function hasLeaf(dir: string): boolean {
  return ["sequence.json", "log/checkpoint"].some((path) => existsSync(join(dir, path)));
}

describe("the publication of version 1", () => {
  it("F15: adds no second first leaf where the evidence of the first is gone", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    await signedByAll(scene);
    expect(await publishIn(scene.home, scene.policy)).toMatchObject({ leaf: 0 });
    rmSync(join(scene.home, "evidence"), { recursive: true });
    const published = readFileSync(join(scene.home, "log/checkpoint"), "utf8");
    await expect(publishIn(scene.home, scene.policy)).rejects.toMatchObject({ code: "policy.root" });
    rmSync(join(scene.home, "root.json"));
    await expect(publishIn(scene.home, scene.policy)).rejects.toMatchObject({ code: "policy.root" });
    expect(readFileSync(join(scene.home, "log/checkpoint"), "utf8")).toBe(published);
    expect(existsSync(join(scene.home, "root.json"))).toBe(false);
  });

  it.each(["lost", "stored"] as const)(
    "never leaves a leaf without its root, and ends well when called again: every operation %s",
    async (outcome) => {
      using folder = tempFolder();
      const scene = await startedHome(folder.path);
      await signedByAll(scene);
      const fresh = (name: string) => {
        cpSync(scene.home, join(folder.path, name), { recursive: true });
        return join(folder.path, name);
      };
      const whole = faultyFiles();
      await publishIn(fresh("whole"), scene.policy, whole.files);
      expect(whole.operations.length).toBeGreaterThan(20);
      for (let at = 1; at <= whole.operations.length; at += 1) {
        const after = at % 2 === 0 ? "error" : "crash";
        const dir = fresh(`${after}-${at}`);
        await publishIn(dir, scene.policy, faultyFiles({ at, outcome, after }).files).catch(() => undefined);
        if (hasLeaf(dir))
          expect(() => parseRoot(readFileSync(join(dir, "root.json"))), `${after} at ${at}`).not.toThrow();
        expect(await publishIn(dir, scene.policy), `${after} at ${at}`).toMatchObject({
          leaf: 0,
          published: true,
          waitingFor: [],
        });
        await using opened = await workInHome({ dir, env: process.env });
        expect(contentsOf(opened).size).toBe(1);
      }
    },
    120_000,
  );

  it("may begin with another document after a crash between root and leaf", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    await signedByAll(scene);
    const { operations } = await countedUpToRoot(scene.home, scene.policy, folder.path);
    await publishIn(
      scene.home,
      scene.policy,
      faultyFiles({ at: operations + 1, outcome: "lost", after: "crash" }).files,
    ).catch(() => undefined);
    const first = parseRoot(readFileSync(join(scene.home, "root.json")));
    expect(hasLeaf(scene.home)).toBe(false);
    writeFileSync(scene.policy, edited(scene, "PT24H", "PT48H"));
    await signedByAll(scene);
    expect(await publishIn(scene.home, scene.policy)).toMatchObject({ leaf: 0, published: true });
    const root = parseRoot(readFileSync(join(scene.home, "root.json")));
    expect(root.policySha256).not.toBe(first.policySha256);
    await done(runCli(["bundle", "-o", join(folder.path, "log.bundle")], { home: scene.home }));
    expect((await readSoundBundle(join(folder.path, "log.bundle"), root)).size).toBe(1);
  });

  it("waits for a quorum of witnesses elsewhere, and is whole nevertheless", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    await signedByAll(scene);
    const away = join(folder.path, "away.key");
    cpSync(join(scene.home, "keys/witnesses/oracle-w.key"), away);
    rmSync(join(scene.home, "keys/witnesses/oracle-w.key"));
    expect(await publishIn(scene.home, scene.policy)).toMatchObject({
      leaf: 0,
      outcome: "appended",
      published: false,
      waitingFor: ["oracle-w"],
    });
    expect(await publishIn(scene.home, scene.policy)).toMatchObject({
      leaf: 0,
      outcome: "present",
      published: false,
      waitingFor: ["oracle-w"],
    });
  });
});

/** How many operations the publication takes until root.json has its name. */
async function countedUpToRoot(home: string, policy: string, folder: string): Promise<{ readonly operations: number }> {
  const dir = join(folder, "counted");
  cpSync(home, dir, { recursive: true });
  const counted = faultyFiles();
  const seen: number[] = [];
  const files: FileOps = {
    ...counted.files,
    syncFolder: async (path) => {
      await counted.files.syncFolder(path);
      if (seen.length === 0 && existsSync(join(dir, "root.json"))) seen.push(counted.operations.length);
    },
  };
  await publishIn(dir, policy, files);
  return { operations: seen[0] ?? 0 };
}
